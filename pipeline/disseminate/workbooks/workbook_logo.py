"""The template's logo in the packages of a workbook: openpyxl writes no picture without a library for pictures."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from pipeline.disseminate.workbooks.workbook_template import DRAWING, MAIN, PICTURES, Logo

FIRST_SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OF_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
OPEN_DOCUMENT = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("draw", "drawing"), ("svg", "svg-compatible"))
)
EMU_IN_A_CENTIMETRE = 360_000


def put_on_first_sheet(parts: dict[str, bytes], logo: Logo) -> None:
    """Add the logo to the parts of an Excel package, anchored in its cell of the first worksheet."""
    if RELATIONS in parts:
        raise ValueError("the first worksheet refers to other parts already")
    picture = f"xl/media/logo{logo.ending}"
    parts[picture] = logo.content
    parts["xl/drawings/logo.xml"] = _drawing(logo).encode()
    parts["xl/drawings/_rels/logo.xml.rels"] = _relation("image", f"../media/logo{logo.ending}")
    parts[RELATIONS] = _relation("drawing", "../drawings/logo.xml")
    sheet = parts[FIRST_SHEET].decode()
    shown = f'<drawing xmlns:r="{OFFICE}" r:id="rId1"/></worksheet>'
    parts[FIRST_SHEET] = sheet.replace("</worksheet>", shown).encode()
    types = parts["[Content_Types].xml"].decode()
    added = (
        f'<Default Extension="{logo.ending[1:]}" ContentType="{PICTURES[logo.ending]}"/>'
        f'<Override PartName="/xl/drawings/logo.xml" ContentType="{OF_DRAWING}"/></Types>'
    )
    parts["[Content_Types].xml"] = types.replace("</Types>", added).encode()


def _relation(kind: str, target: str) -> bytes:
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{relation}</Relationships>'.encode()


def _drawing(logo: Logo) -> str:
    size = f'cx="{logo.width}" cy="{logo.height}"'
    return (
        f'{DECLARATION}<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{MAIN}" xmlns:r="{OFFICE}"><xdr:oneCellAnchor>'
        f"<xdr:from><xdr:col>{logo.column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{logo.row}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext {size}/><xdr:pic><xdr:nvPicPr>"
        f'<xdr:cNvPr id="1" name="Logo" descr={quoteattr(logo.words)}/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        "</xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )


def open_document_picture(logo: Logo) -> tuple[str, str]:
    """The logo's path in an OpenDocument package, and its frame, which stands beside the cells of a table."""
    path = f"Pictures/logo{logo.ending}"
    width, height = (f"{size / EMU_IN_A_CENTIMETRE:.3f}cm" for size in (logo.width, logo.height))
    column = chr(ord("A") + logo.column)
    frame = (
        f"<table:shapes {OPEN_DOCUMENT}>"
        f'<draw:frame draw:name="Logo" svg:width="{width}" svg:height="{height}" svg:x="0cm" svg:y="0cm" '
        f'table:end-cell-address="Cover.{column}{logo.row + 1}"><draw:image xlink:href="{path}" xlink:type="simple" '
        f'xlink:show="embed" xlink:actuate="onLoad"/><svg:desc>{quoteattr(logo.words)[1:-1]}</svg:desc></draw:frame>'
        "</table:shapes>"
    )
    return path, frame
