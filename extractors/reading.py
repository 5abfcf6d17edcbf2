"""All that one document gives: article, fingerprint, claims, quantities, origins."""

from extractors.article import extract_article
from extractors.claims import extract_claims
from extractors.fingerprint import fingerprint
from extractors.origins import attach_origins, find_origins, trace_provenance
from extractors.quantities import find_quantities
from extractors.records import RawDocument, Reading, Rejection


def read_document(raw: RawDocument) -> Reading | Rejection:
    """Read one document; what follows from other documents (copies, stories, groups) comes later."""
    article = extract_article(raw)
    if isinstance(article, Rejection):
        return article
    claims = extract_claims(article)
    origins = find_origins(article, claims)
    return Reading(
        article=article,
        fingerprint=fingerprint(article),
        provenance=trace_provenance(article, origins),
        claims=attach_origins(claims, origins),
        quantities=find_quantities(article, claims),
        origins=origins,
    )
