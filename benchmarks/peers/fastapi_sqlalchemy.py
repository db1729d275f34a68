"""FastAPI with SQLAlchemy's ORM: mapped classes, eager loading, Pydantic answers."""

import datetime
import os
from collections import defaultdict
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import JSON, ForeignKey, create_engine, exists, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

from benchmarks.speed.sql import CODES, CYCLE, PAGE_SIZE

Address = os.environ["DATABASE_URL"].replace("postgres://", "postgresql+psycopg://", 1)
engine = create_engine(Address, pool_size=16)
app = FastAPI(openapi_url=None)


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, str]: JSON, list[str]: JSON}


class Reporter(Base):
    __tablename__ = "reports_reporter"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    kind: Mapped[str]
    name: Mapped[dict[str, str]]
    sort_name: Mapped[str]


class Cycle(Base):
    __tablename__ = "reports_reportingcycle"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    year: Mapped[int]
    is_fictional: Mapped[bool]
    due_on: Mapped[datetime.date | None]


class Scope(Base):
    __tablename__ = "reports_reportingcycle_documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    reportingcycle_id: Mapped[int]
    outcomedocument_id: Mapped[int]


class Commitment(Base):
    __tablename__ = "commitments_commitment"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    document_id: Mapped[int]
    position: Mapped[int]
    is_operative: Mapped[bool]


class Attachment(Base):
    __tablename__ = "reports_attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("reports_submission.id"))
    file: Mapped[str]
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    page_count: Mapped[int | None]
    language: Mapped[str]
    is_public: Mapped[bool]


class Response(Base):
    __tablename__ = "reports_response"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("reports_submission.id"))
    commitment_id: Mapped[int]
    status: Mapped[str]


class Submission(Base):
    __tablename__ = "reports_submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    reporter_id: Mapped[int] = mapped_column(ForeignKey("reports_reporter.id"))
    cycle_id: Mapped[int] = mapped_column(ForeignKey("reports_reportingcycle.id"))
    version: Mapped[int]
    status: Mapped[str]
    channel: Mapped[str]
    languages: Mapped[list[str]]
    received_on: Mapped[datetime.date | None]
    received_no_later_than: Mapped[datetime.date | None]
    source: Mapped[str]
    is_completion: Mapped[bool]
    is_nil_return: Mapped[bool]
    reporter_remarks: Mapped[str]
    publication_url: Mapped[str]
    published_at: Mapped[datetime.datetime]
    reporter: Mapped[Reporter] = relationship()
    cycle: Mapped[Cycle] = relationship()
    attachments: Mapped[list[Attachment]] = relationship(order_by=Attachment.id)


class AttachmentOut(BaseModel):
    name: str
    html_url: str
    content_type: str
    size: int
    sha256: str
    page_count: int | None
    language: str | None


class SubmissionOut(BaseModel):
    reference: str
    url: str
    html_url: str
    reporter: str
    reporter_type: str
    reporter_name: str
    cycle: str
    is_fictional: bool
    version: int
    status: str
    channel: str
    languages: list[str]
    received_on: datetime.date | None
    received_no_later_than: datetime.date | None
    timeliness: str
    source: str
    is_completion: bool
    is_nil_return: bool
    is_coded: bool
    reporter_remarks: str
    publication_url: str
    attachments: list[AttachmentOut]
    published_at: datetime.datetime
    fallbacks: dict[str, str] = {}


class Page(BaseModel):
    count: int
    next: str | None
    previous: str | None
    results: list[SubmissionOut]


class Row(BaseModel):
    reporter: str
    reporter_type: str
    submission: str
    is_coded: bool
    cells: str


class MatrixOut(BaseModel):
    cycle: str
    commitments: list[str]
    count: int
    results: list[Row]


IS_CODED = exists().where(Response.submission_id == Submission.id)
COPIED = [
    "reference",
    "version",
    "status",
    "channel",
    "languages",
    "received_on",
    "received_no_later_than",
    "source",
    "is_completion",
    "is_nil_return",
    "reporter_remarks",
    "publication_url",
]


@app.get("/list")
def submissions() -> Page:
    query = (
        select(Submission, IS_CODED)
        .join(Submission.reporter)
        .join(Submission.cycle)
        .where(Submission.status == "published")
        .options(joinedload(Submission.reporter), joinedload(Submission.cycle))
        .options(selectinload(Submission.attachments))
        .order_by(Cycle.year.desc(), Reporter.sort_name, Submission.reference)
        .limit(PAGE_SIZE)
    )
    published = select(func.count(Submission.id)).where(Submission.status == "published")
    with Session(engine) as session:
        count = session.scalar(published) or 0
        results = [shown(found, is_coded=is_coded) for found, is_coded in session.execute(query)]
    return Page(count=count, next="?page=2", previous=None, results=results)


def shown(found: Submission, *, is_coded: bool) -> SubmissionOut:
    reporter = found.reporter
    folder = "states" if reporter.kind == "state" else "organisations"
    return SubmissionOut(
        **{name: getattr(found, name) for name in COPIED},
        url=f"/api/v1/submissions/{found.reference}/",
        html_url=f"/{folder}/{reporter.code}/#{found.reference}",
        reporter=reporter.code,
        reporter_type=reporter.kind,
        reporter_name=reporter.name["en"],
        cycle=found.cycle.code,
        is_fictional=found.cycle.is_fictional,
        timeliness=timeliness(found),
        is_coded=is_coded,
        attachments=[attachment(found, each) for each in found.attachments if each.is_public],
        published_at=found.published_at,
    )


def attachment(found: Submission, each: Attachment) -> AttachmentOut:
    return AttachmentOut(
        name=each.name,
        html_url=f"/attachments/{found.reference}/{each.file[3:35]}/",
        content_type=each.content_type,
        size=each.size,
        sha256=each.sha256,
        page_count=each.page_count,
        language=each.language or None,
    )


def timeliness(found: Submission) -> str:
    received, due = found.received_on or found.received_no_later_than, found.cycle.due_on
    if received is None or due is None:
        return "unknown"
    if received <= due:
        return "on_time"
    return "late" if found.received_on else "unknown"


@app.get("/matrix")
def matrix() -> MatrixOut:
    """The matrix by an aggregate over every response of the cycle."""
    with Session(engine) as session:
        cycle = session.scalars(select(Cycle).where(Cycle.code == CYCLE)).one()
        commitments = session.scalars(in_scope(cycle)).all()
        found = session.scalars(reports(cycle)).all()
        cells: dict[int, dict[int, str]] = defaultdict(dict)
        for submission, commitment, status in session.execute(said(cycle)):
            cells[submission][commitment] = CODES[status]
    results = [
        Row(
            reporter=submission.reporter.code,
            reporter_type=submission.reporter.kind,
            submission=submission.reference,
            is_coded=bool(cells[submission.id]),
            cells="".join(cells[submission.id].get(c.id, ".") for c in commitments),
        )
        for submission in found
    ]
    keys = [commitment.key for commitment in commitments]
    return MatrixOut(cycle=CYCLE, commitments=keys, count=len(results), results=results)


def in_scope(cycle: Cycle) -> Any:
    pinned = select(Scope.outcomedocument_id).where(Scope.reportingcycle_id == cycle.id)
    return (
        select(Commitment)
        .where(Commitment.is_operative, Commitment.document_id.in_(pinned))
        .order_by(Commitment.document_id, Commitment.position)
    )


def reports(cycle: Cycle) -> Any:
    return (
        select(Submission)
        .join(Submission.reporter)
        .where(Submission.status == "published", Submission.cycle_id == cycle.id)
        .options(joinedload(Submission.reporter))
        .order_by(Reporter.sort_name, Reporter.code)
    )


def said(cycle: Cycle) -> Any:
    return (
        select(Response.submission_id, Response.commitment_id, func.max(Response.status))
        .join(Submission, Submission.id == Response.submission_id)
        .where(Submission.status == "published", Submission.cycle_id == cycle.id)
        .group_by(Response.submission_id, Response.commitment_id)
    )
