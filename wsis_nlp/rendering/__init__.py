"""Floor 8: a Chair's Summary becomes a file. One renderer a format."""

from wsis_nlp.rendering.data import CsvRenderer, JsonRenderer
from wsis_nlp.rendering.docx import DocxRenderer
from wsis_nlp.rendering.html import HtmlRenderer
from wsis_nlp.rendering.markdown import MarkdownRenderer
from wsis_nlp.rendering.protocol import Renderer
from wsis_nlp.rendering.qdpx import QdpxRenderer
from wsis_nlp.rendering.xlsx import XlsxRenderer

__all__ = ["RENDERERS", "Renderer"]

RENDERERS: tuple[Renderer, ...] = (
    DocxRenderer(),
    HtmlRenderer(),
    MarkdownRenderer(),
    JsonRenderer(),
    CsvRenderer(),
    XlsxRenderer(),
    QdpxRenderer(),
)
