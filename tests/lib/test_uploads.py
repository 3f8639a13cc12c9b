"""Uploaded pictures: checked by what they are, stored without what they carry."""

import io

import pytest
from PIL import Image

from undersigned.lib import uploads


def _file(kind="JPEG", size=(200, 100), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    out.seek(0)
    return out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_and_named_by_its_content(kind):
    made = uploads.picture(_file(kind))

    assert (made.width, made.height, made.content_type) == (200, 100, "image/webp")
    assert made.name == uploads.picture(_file(kind)).name
    assert Image.open(io.BytesIO(made.content)).format == "WEBP"


def test_a_large_picture_is_shrunk():
    assert uploads.picture(_file(size=(3200, 400))).width == 1600


def test_place_and_camera_do_not_travel_along_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif[0x0112] = 6  # turned by a quarter

    made = uploads.picture(_file(exif=exif))

    assert b"Camera" not in made.content
    assert (made.width, made.height) == (100, 200)


def test_transparency_is_kept():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    out.seek(0)

    assert Image.open(io.BytesIO(uploads.picture(out).content)).mode == "RGBA"


@pytest.mark.parametrize("kind", ["GIF", "TIFF"])
def test_other_kinds_are_refused(kind):
    with pytest.raises(uploads.PictureError, match="JPEG, PNG or WebP"):
        uploads.picture(_file(kind))


def test_a_page_that_calls_itself_a_picture_is_refused():
    with pytest.raises(uploads.PictureError, match="no picture"):
        uploads.picture(io.BytesIO(b"<svg onload='alert(1)'/>"))


def test_a_broken_picture_is_refused():
    with pytest.raises(uploads.PictureError, match="no picture"):
        uploads.picture(io.BytesIO(_file().read()[:300]))


def test_too_many_bytes_are_refused_before_they_are_read():
    with pytest.raises(uploads.PictureError, match="larger than 5 MB"):
        uploads.picture(io.BytesIO(b"x" * (uploads.MAX_BYTES + 1)))


def test_a_bomb_of_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_PIXELS", 1000)

    with pytest.raises(uploads.PictureError, match="200 by 100"):
        uploads.picture(_file())
