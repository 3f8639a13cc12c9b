"""Public pages: whose POSTs are taken, and how long answers are kept."""

from django.http import HttpResponse
from django.test import RequestFactory

from undersigned.lib import public


@public.public_post
def sign(request):
    return HttpResponse("signed")


def _post(**headers):
    return sign(RequestFactory().post("/sign", headers=headers))


def test_a_form_of_our_own_page_is_taken():
    assert _post(sec_fetch_site="same-origin").status_code == 200


def test_an_old_browser_and_a_mail_program_are_taken():
    assert _post().status_code == 200
    assert _post(sec_fetch_site="none").status_code == 200


def test_another_site_and_a_neighbour_on_the_domain_are_refused():
    for site in ("cross-site", "same-site", "something-new"):
        answer = _post(sec_fetch_site=site)

        assert answer.status_code == 403
        assert "another website" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store, private"


def test_a_get_changes_nothing():
    assert sign(RequestFactory().get("/sign")).status_code == 405


def test_no_csrf_token_is_asked():
    assert sign.csrf_exempt is True


def test_a_page_behind_a_token_is_kept_nowhere():
    answer = public.no_store(HttpResponse("yours"))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_public_page_is_sent_once_and_then_answered_with_304():
    request = RequestFactory().get("/")
    first = public.cacheable(request, HttpResponse("page"), seconds=60)
    again = RequestFactory().get("/", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=60"
    assert public.cacheable(again, HttpResponse("page"), seconds=60).status_code == 304
    assert public.cacheable(again, HttpResponse("new"), seconds=60).status_code == 200
    assert public.cacheable(request, HttpResponse(), seconds=5, etag="v7")["ETag"] == '"v7"'
