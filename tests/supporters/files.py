"""Files as people upload them, made for the tests of reading them."""

import io
import zipfile

from openpyxl import Workbook

from undersigned.supporters.files import reading


def table(tmp_path, content, name="list.csv"):
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return reading.read(path, name=name)


def found(tmp_path, content, name="list.csv"):
    return [
        cells_ for _line, cells_, reason in table(tmp_path, content, name).rows() if not reason
    ]


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def changed(content, members):
    """The archive with these members in place of its own, or beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in (kept | members).items():
            archive.writestr(name, inside)
    return out.getvalue()


def shared(column, name):
    """A workbook of one column as Excel writes it: its texts in a member of their own."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/></Types>'
    book = workbook()
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        types = archive.read("[Content_Types].xml").decode().replace("</Types>", part)
    rows = "".join(f'<row><c t="s"><v>{at}</v></c></row>' for at in range(len(column)))
    texts = "".join(f"<si><t>{text}</t></si>" for text in column)
    return changed(book, {
        "[Content_Types].xml": types, f"xl/{name}.xml": f'<sst xmlns="{space}">{texts}</sst>',
        "xl/worksheets/sheet1.xml":
            f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
    })  # fmt: skip
