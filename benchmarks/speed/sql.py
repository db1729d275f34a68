"""The answers that are measured, as SQL: what PostgreSQL alone would have to do for each.

``rows`` of a scene is the answer's table; ``answer`` is the same as one JSON text, which is the
floor: nothing that asks this database can be faster without having kept the answer.
"""

from dataclasses import dataclass

from benchmarks.speed.data import cycle_code

PAGE_SIZE = 100
STATE = "KEN"
CYCLE = cycle_code(0)

IS_CODED = "EXISTS (SELECT 1 FROM reports_response x WHERE x.submission_id = s.id)"
TIMELINESS = (
    "CASE WHEN c.due_on IS NULL OR coalesce(s.received_on, s.received_no_later_than) IS NULL"
    " THEN 'unknown'"
    " WHEN coalesce(s.received_on, s.received_no_later_than) <= c.due_on THEN 'on_time'"
    " WHEN s.received_on IS NOT NULL THEN 'late' ELSE 'unknown' END"
)
ATTACHMENTS = """(SELECT coalesce(json_agg(json_build_object(
        'name', a.name,
        'html_url', '/attachments/' || s.reference || '/' || substr(a.file, 4, 32) || '/',
        'content_type', a.content_type, 'size', a.size, 'sha256', a.sha256,
        'page_count', a.page_count, 'language', nullif(a.language, '')) ORDER BY a.id), '[]')
    FROM reports_attachment a WHERE a.submission_id = s.id AND a.is_public)"""
PATH = "'/' || CASE r.kind WHEN 'state' THEN 'states' ELSE 'organisations' END || '/' || r.code"
# The colons are quoted: pgbench would take ``:MI`` for one of its variables.
PUBLISHED_AT = """to_char(s.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":"MI":"SS"Z"')"""
# The quickest of the forms tried, here and below: a floor that could be lower would make everyone
# above it look better. The details are looked up for the hundred alone.
FIRST = f"""SELECT s.id FROM reports_submission s JOIN reports_reporter r ON r.id = s.reporter_id
    JOIN reports_reportingcycle c ON c.id = s.cycle_id
WHERE s.status = 'published' ORDER BY c.year DESC, r.sort_name, s.reference LIMIT {PAGE_SIZE}"""
LIST_ROWS = f"""SELECT s.reference, '/api/v1/submissions/' || s.reference || '/' AS url,
    {PATH} || '/#' || s.reference AS html_url, r.code AS reporter, r.kind AS reporter_type,
    r.name ->> 'en' AS reporter_name, c.code AS cycle, c.is_fictional, s.version, s.status,
    s.channel, s.languages, s.received_on, s.received_no_later_than, {TIMELINESS} AS timeliness,
    s.source, s.is_completion, s.is_nil_return, {IS_CODED} AS is_coded,
    s.reporter_remarks, s.publication_url,
    {ATTACHMENTS} AS attachments,
    {PUBLISHED_AT} AS published_at,
    json_build_object() AS fallbacks
FROM reports_submission s JOIN reports_reporter r ON r.id = s.reporter_id
    JOIN reports_reportingcycle c ON c.id = s.cycle_id
WHERE s.id IN ({FIRST}) ORDER BY c.year DESC, r.sort_name, s.reference"""
LIST_COUNT = "SELECT count(*) FROM reports_submission WHERE status = 'published'"
LIST_PATH = f"/api/v1/submissions/?page_size={PAGE_SIZE}"
LIST_ANSWER = f"""SELECT json_build_object('count', ({LIST_COUNT}),
    'next', '{LIST_PATH}&page=2', 'previous', NULL, 'results', json_agg(t)) FROM ({LIST_ROWS}) t"""

CODES = {
    "implemented": "i",
    "in_progress": "p",
    "planned": "l",
    "not_implemented": "n",
    "not_applicable": "x",
    "no_information": "u",
}
CODE_CASES = " ".join(f"WHEN '{status}' THEN '{code}'" for status, code in CODES.items())
SCOPE = f"""SELECT m.id, m.key, m.position, m.document_id FROM commitments_commitment m
    JOIN reports_reportingcycle_documents d ON d.outcomedocument_id = m.document_id
    JOIN reports_reportingcycle c ON c.id = d.reportingcycle_id
WHERE c.code = '{CYCLE}' AND m.is_operative"""
MATRIX_ROWS = f"""WITH scope AS MATERIALIZED ({SCOPE})
SELECT r.code AS reporter, r.kind AS reporter_type, s.reference AS submission, k.is_coded, k.cells
FROM reports_submission s JOIN reports_reporter r ON r.id = s.reporter_id
    JOIN reports_reportingcycle c ON c.id = s.cycle_id
    CROSS JOIN LATERAL (SELECT bool_or(x.status IS NOT NULL) AS is_coded,
            string_agg(CASE x.status {CODE_CASES} ELSE '.' END, ''
                ORDER BY scope.document_id, scope.position) AS cells
        FROM scope LEFT JOIN (SELECT y.commitment_id, y.status FROM reports_response y
            WHERE y.submission_id = s.id OFFSET 0) x ON x.commitment_id = scope.id) k
WHERE s.status = 'published' AND c.code = '{CYCLE}' ORDER BY r.sort_name, r.code"""
MATRIX_KEYS = f"SELECT json_agg(key ORDER BY document_id, position) FROM ({SCOPE}) scope"
MATRIX_ANSWER = f"""SELECT json_build_object('cycle', '{CYCLE}', 'commitments', ({MATRIX_KEYS}),
    'count', count(*), 'results', json_agg(t)) FROM ({MATRIX_ROWS}) t"""

# What the State's page says of its latest report, without its words around it.
STATE_ROWS = f"""SELECT m.key AS commitment, m.title, e.heading, x.status, x.narrative, x.language,
    x.page, a.name AS attachment
FROM reports_submission s JOIN reports_reporter r ON r.id = s.reporter_id
    JOIN reports_reportingcycle c ON c.id = s.cycle_id
    JOIN reports_response x ON x.submission_id = s.id
    JOIN commitments_commitment m ON m.id = x.commitment_id
    LEFT JOIN commitments_section e ON e.id = m.section_id
    LEFT JOIN reports_attachment a ON a.id = x.attachment_id
WHERE s.status = 'published' AND r.code = '{STATE}' AND c.code = '{CYCLE}'
ORDER BY m.document_id, m.position"""
STATE_RECORD = f"""SELECT json_agg(json_build_object('cycle', c.code, 'name', c.name,
    'reference', s.reference, 'received_on', s.received_on) ORDER BY c.year DESC)
FROM reports_submission s JOIN reports_reporter r ON r.id = s.reporter_id
    JOIN reports_reportingcycle c ON c.id = s.cycle_id
WHERE s.status = 'published' AND r.code = '{STATE}'"""
STATE_ANSWER = f"""SELECT json_build_object('record', ({STATE_RECORD}),
    'results', json_agg(t)) FROM ({STATE_ROWS}) t"""

RESPONSE_KEY = "s.reference || ':' || m.key"
RESPONSES = f"""SELECT {RESPONSE_KEY} AS key, '/api/v1/responses/' || {RESPONSE_KEY} || '/' AS url,
    {PATH} || '/#' || s.reference AS html_url, s.reference AS submission, r.code AS reporter,
    r.kind AS reporter_type, r.name ->> 'en' AS reporter_name, c.code AS cycle, c.is_fictional,
    m.key AS commitment, x.status, x.narrative, x.language, x.translations,
    CASE WHEN a.is_public THEN a.name END AS attachment, x.page, x.evidence_url
FROM reports_response x JOIN reports_submission s ON s.id = x.submission_id
    JOIN reports_reporter r ON r.id = s.reporter_id
    JOIN reports_reportingcycle c ON c.id = s.cycle_id
    JOIN commitments_commitment m ON m.id = x.commitment_id
    JOIN commitments_outcomedocument d ON d.id = m.document_id
    LEFT JOIN reports_attachment a ON a.id = x.attachment_id
WHERE s.status = 'published' {{narrowed}}
ORDER BY x.submission_id DESC, d.key, m.position, x.id"""
RESPONSES_ALL = RESPONSES.format(narrowed="")
RESPONSES_OF_CYCLE = RESPONSES.format(narrowed=f"AND c.code = '{CYCLE}'")


def copy_out(query: str) -> str:
    return f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER)"


@dataclass(frozen=True)
class Scene:
    """One thing that readers ask for: its address in the product, and its floor."""

    name: str
    title: str
    path: str
    answer: str


LIST = Scene("list", f"List of {PAGE_SIZE} submissions", LIST_PATH, LIST_ANSWER)
MATRIX = Scene(
    "matrix", "Matrix of 19,500 cells", f"/api/v1/coverage/matrix/?cycle={CYCLE}", MATRIX_ANSWER
)
STATE_PAGE = Scene("state", "A State's page (HTML)", f"/states/{STATE}/", STATE_ANSWER)
SCENES = (LIST, MATRIX, STATE_PAGE)
