"""A user's own Word file as the template of a draft: its styles, pages, headers and footers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wsis_nlp.domain.errors import UsageError
from wsis_nlp.rendering.word import OURS_COLOUR

OURS = "Our words"
PERSONS = "A person's words"
_STYLE_ID = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId"
# What a draft is set in; a template that lacks one gets ours.
_BUILT_IN = ("Title", "Heading 1", "Heading 2", "Heading 3")


def blank(template: Path | None) -> Any:  # noqa: ANN401 - python-docx has no types
    """A document without text: our own, or one set up like ``template``.

    Raises
    ------
    UsageError
        If the template is no Word file.
    """
    import docx

    if template is None:
        return docx.Document()
    if template.suffix.casefold() != ".docx":
        raise UsageError(f"{template}: a template is a .docx file. Save it as one in Word.")
    if not template.is_file():
        raise UsageError(f"{template}: there is no such file. Check the path of --template.")
    try:
        document: Any = docx.Document(str(template))
        for element in list(document.element.body):
            # The last section's properties hold the page, its headers and its footers.
            if not element.tag.endswith("}sectPr"):
                document.element.body.remove(element)
        if not document.sections:
            document.add_section()
        assert document.sections[0].page_width
        _numbered(document)
    except Exception as error:  # python-docx raises what its zip and XML parsers do
        raise UsageError(
            f"{template}: cannot be read as a Word file. Open it in Word and save it anew."
        ) from error
    return document


def _numbered(document: Any) -> None:  # noqa: ANN401
    """Give a document that has no lists a part for their definitions."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml.ns import nsdecls
    from docx.parts.numbering import NumberingPart

    relations = document.part.rels.values()
    if any(one.reltype == RELATIONSHIP_TYPE.NUMBERING for one in relations):
        return
    part = NumberingPart.load(
        PackURI("/word/numbering.xml"),
        CONTENT_TYPE.WML_NUMBERING,
        f"<w:numbering {nsdecls('w')}/>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)


def missing_styles(template: Path) -> list[str]:
    """The styles of a draft's headings that a template lacks.

    Raises
    ------
    UsageError
        If the template is no Word file.
    """
    known = {style.name for style in blank(template).styles}
    return [name for name in _BUILT_IN if name not in known]


def text_width(document: Any) -> float:  # noqa: ANN401
    """The width between the margins of the last section, in cm."""
    section = document.sections[-1]
    inner = section.page_width - (section.left_margin or 0) - (section.right_margin or 0)
    return float(inner.cm if hasattr(inner, "cm") else inner / 360000)


def add_missing(document: Any) -> None:  # noqa: ANN401
    """Add the styles of a draft that the document does not have; what it has stays as it is."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    _named_alike(styles)
    known = {style.name for style in styles}
    paragraph, character = WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER
    kinds = dict.fromkeys(
        (*_BUILT_IN, "Notice", "Contents heading", "Numbered paragraph"), paragraph
    )
    kinds |= dict.fromkeys(("Evidence", "Footnote Text"), paragraph)
    kinds |= dict.fromkeys((OURS, PERSONS, "Footnote Reference"), character)
    kinds["Table Grid"] = WD_STYLE_TYPE.TABLE
    made = {}
    for name, kind in kinds.items():
        if name in known:
            continue
        made[name] = styles.add_style(name, kind)
        if kind is paragraph and "Normal" in known:
            made[name].base_style = styles["Normal"]
        if name.startswith("Footnote"):
            made[name].element.set(_STYLE_ID, name.replace(" ", ""))
    sizes = dict(zip(_BUILT_IN, (18, 14, 12, 11), strict=True))
    sizes |= {"Contents heading": 12, "Footnote Text": 9}
    for name in sizes.keys() & made.keys():
        made[name].font.size = Pt(sizes[name])
    for name in made.keys() & set(_BUILT_IN):
        made[name].font.bold = True
        made[name].paragraph_format.keep_with_next = True
    for name in made.keys() & {OURS, "Notice"}:
        made[name].font.color.rgb = RGBColor(*OURS_COLOUR)
    if style := made.get("Evidence"):
        style.paragraph_format.left_indent = Cm(1.6)
    if style := made.get("Footnote Text"):
        style.paragraph_format.space_after = Pt(0)
    if style := made.get("Footnote Reference"):
        style.font.superscript = True


def _named_alike(styles: Any) -> None:  # noqa: ANN401
    """Give a template's styles of notes the names and ids that ours have.

    Word writes these names without capitals, and the ids in the language of its menus.
    """
    for name in ("Footnote Text", "Footnote Reference"):
        for style in [one for one in styles if (one.name or "").casefold() == name.casefold()]:
            style.name = name
            style.element.set(_STYLE_ID, name.replace(" ", ""))
