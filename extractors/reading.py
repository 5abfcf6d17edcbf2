"""All that one document gives, in two steps: its article, and (once the site's boilerplate is out) what that says."""

from extractors.article import extract_article
from extractors.claims import extract_claims
from extractors.fingerprint import fingerprint
from extractors.origins import attach_origins, find_origins, trace_provenance
from extractors.people import find_people
from extractors.quantities import find_quantities
from extractors.records import Article, RawDocument, Reading, Rejection
from extractors.site_pages import Page, study_page


def extract_page(raw: RawDocument) -> Page | Rejection:
    """Return the article of a document with what it can teach about its site."""
    article = extract_article(raw)
    return article if isinstance(article, Rejection) else study_page(article)


def read_article(article: Article) -> Reading:
    """Read one article; what follows from other articles (copies, stories, groups) comes later."""
    claims = extract_claims(article)
    origins = find_origins(article, claims)
    return Reading(
        article=article,
        fingerprint=fingerprint(article),
        provenance=trace_provenance(article, origins),
        claims=attach_origins(claims, origins),
        quantities=find_quantities(article, claims),
        origins=origins,
        people=find_people(article),
    )
