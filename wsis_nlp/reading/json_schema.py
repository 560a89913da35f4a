"""The JSON that we document: what ``wsis-nlp schema`` prints and what is checked on reading."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Turn(BaseModel):
    """One speaker's turn, or one section of a submission."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(description="The words as said or written; line feeds part paragraphs.")
    speaker: str | None = Field(default=None, description="The speaker as the source names them.")
    start: float | None = Field(
        default=None, ge=0, le=1e7, description="Seconds into the recording."
    )
    end: float | None = Field(default=None, ge=0, le=1e7, description="Seconds into the recording.")
    heading: str | None = Field(default=None, description="The heading of a submission's section.")
    page: int | None = Field(default=None, ge=1, le=10**6, description="The page, counted from 1.")
    off_air: bool = Field(
        default=False, description="Talk before the opening: kept, never drafted."
    )


class Head(BaseModel):
    """What is known about the whole document; of a ``.jsonl`` file the first line may be one."""

    model_config = ConfigDict(extra="ignore")

    title: str = Field(default="", description="The title of the session or paper.")
    kind: Literal["transcript", "submission"] = Field(
        default="transcript", description="What it is."
    )
    date: str | None = Field(
        default=None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="The day, ISO 8601."
    )
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$", description="ISO 639 code.")


class Talk(Head):
    """A whole ``.json`` file: its head, and its turns in order."""

    turns: list[Turn] = Field(min_length=1, description="The turns, in order.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of our ``.json`` input."""
    schema = Talk.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
