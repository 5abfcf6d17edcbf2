"""Strategies that generate hostile documents: pages built of broken markup, and bytes that were meant for nobody."""

from datetime import date

from hypothesis import strategies as st

from extractors.records import Given, RawDocument
from tests.extractors.multilingual import SENTENCES

TAGS = (
    *("p", "div", "span", "b", "a", "article", "main", "section", "h1", "h2", "ul", "li", "table", "tr", "td", "time"),
    *("blockquote", "figure", "figcaption", "img", "br", "script", "style", "title", "head", "body", "html", "form"),
    *("iframe", "svg", "noscript", "template", "textarea", "select", "option", "pre", "code", "x-y", "p:q", "0", ""),
)
ATTRIBUTES = (
    *("class=byline", "class='author name'", 'rel="author"', "itemprop=author", "itemprop=datePublished", "id=content"),
    *("hidden", "style='display:none'", "href=//", "href='http://['", "href=javascript:x", "datetime='2026-02-30'"),
    *(
        "datetime=9999-12-31T23:59:60+99:99",
        "=",
        '"',
        "'",
        "a=b=c",
        "\0",
        "class",
        "xmlns:q=q",
        "lang=zz",
        "lang='\ud800'",
    ),
)
ENTITIES = (
    *(
        "&amp;",
        "&nbsp;",
        "&#0;",
        "&#xD800;",
        "&#x110000;",
        "&#99999999999;",
        "&notanentity;",
        "&",
        "&#",
        "&#x",
        "&lt;p&gt;",
    ),
    *("&#128;", "&#151;", "&apos;", "&amp;amp;amp;", "&CounterClockwiseContourIntegral;"),
)
NEWS = (
    *(
        "By Jo Bloggs and Ann Other, Reuters",
        "By " * 30,
        "Published: 31 February 2026 25:61",
        "Updated 00/00/0000",
        "BY",
    ),
    *("LONDON (AP) —", "© 2026 AFP", "“The plan,” said Ms Bloggs, “is dead.”", "“" * 40, "he said " * 40, '"' * 50),
    *(
        "It will cost $4.5 billion to €6bn, or 1,2,3,4 per cent of 10^400.",
        "9" * 400,
        "1." * 200,
        "1e999 million euros",
    ),
    *("according to the Example Times", "not only did he not say he would not", "Continue reading…", "(((((" * 40),
    *(
        "Jo Bloggs, 41, chief executive of Example plc, told reporters on Monday that",
        "-" * 300,
        "?!" * 200,
        "a" * 1000,
    ),
    *(
        "\u202eright to left",
        "e\u0301" * 200,
        "\U0001f469\u200d\U0001f680" * 30,
        "\ufeff",
        "\u2028",
        "\x85",
        "\x1b[31m",
        "\x00",
    ),
    *(
        "Ã©Ã¨â€™",
        "İİİ",
        "ßẞ",
        "ﬁ",
        "٣٤٥",
        "½ of 三千",
        "MMXXVI",
        "noon on the 32nd of May",
        "in 0000",
        "1 January 10000",
    ),
)
JSON_LD = (
    '{"@type":"NewsArticle","headline":"Mayor says no","author":{"name":"Jo Bloggs"},"datePublished":"2026-01-02"}',
    '{"@type":["NewsArticle",1,null],"author":[[["x"]],{"name":["a",{}]}],"datePublished":{"x":1},"headline":[]}',
    '{"@graph":[{"@graph":[{"@id":1}]},null,7,"x"],"@type":{"a":"b"}}',
    '{"@type":"NewsArticle","datePublished":"' + "9" * 500 + '","isAccessibleForFree":["False"],"publisher":[1]}',
    '{"@type":"NewsArticle","author":"\ud800\\ud800\\u0000","headline":1e999,"articleBody":NaN}',
    "[" * 5000,
    '{"a":' * 3000,
    "{'single':1,}",
    "<!-- {} -->",
    "",
)
DOCTYPES = (
    *(
        "",
        "<!DOCTYPE html>",
        "<!doctype",
        '<!DOCTYPE html [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>',
        "<?xml version='1.0'?>",
    ),
    *('<?xml version="1.0" encoding="utf-16"?>', "<![CDATA[", "<!--", "\ufeff<!DOCTYPE html>", "<html><head>"),
)
CHARSETS = (
    "utf-8",
    "iso-8859-1",
    "windows-1251",
    "shift_jis",
    "utf-16",
    "utf-7",
    "gb18030",
    "hz",
    "x-unknown",
    "\ud800",
)
URLS = (
    None,
    "https://news.example/2026/01/02/mayor",
    "http://[::1",
    "//",
    "https://a.example/%FF%00\u202e",
    "x" * 3000,
    "ftp://x",
)


def tag(name: str, attributes: list[str], end: str) -> str:
    return f"<{name} {' '.join(attributes)}{end}"


sentences = st.sampled_from([*SENTENCES.values(), *NEWS, *ENTITIES]) | st.text(max_size=40)
starts = st.builds(
    tag,
    st.sampled_from(TAGS),
    st.lists(st.sampled_from(ATTRIBUTES), max_size=3),
    st.sampled_from([">", "/>", "", " <"]),
)
ends = st.sampled_from(TAGS).map("</{}>".format)
runs = st.builds(
    lambda piece, count: (piece * count)[:20_000], starts | ends | sentences, st.sampled_from([2, 30, 300, 1500])
)
swollen = st.builds(
    lambda name, size: f"<{name} class='{'x ' * size}'>", st.sampled_from(TAGS), st.sampled_from([50, 5_000])
)
scripts = st.sampled_from(JSON_LD).map('<script type="application/ld+json">{}</script>'.format)
metas = st.builds(
    '<meta {}="{}" content="{}">'.format,
    st.sampled_from(["name", "property", "itemprop", "http-equiv"]),
    st.sampled_from(
        ["author", "og:title", "article:published_time", "og:site_name", "refresh", "date", "content-type"]
    ),
    sentences | st.sampled_from(["text/html; charset=utf-16", "2026-13-45", "-1", "0", "2026-01-02T25:00:00Z"]),
)
paragraphs = st.lists(sentences, min_size=1, max_size=6).map(lambda parts: f"<p>{' '.join(parts)}</p>\n")
pieces = st.one_of(paragraphs, paragraphs, sentences, starts, ends, scripts, metas, runs, swollen, st.just("<!--"))
pages = st.builds(lambda start, parts: start + "".join(parts), st.sampled_from(DOCTYPES), st.lists(pieces, max_size=25))
texts = st.lists(sentences | st.sampled_from(["\n", "\n\n", "* ", "# "]), max_size=25).map(" ".join)


def corrupt(text: str, encoding: str, noise: bytes, position: float, share: float) -> bytes:
    """Encode `text`, put `noise` in its midst, and cut off what is after `share` of it."""
    content = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "xmlcharrefreplace")
    middle = int(position * len(content))
    content = content[:middle] + noise + content[middle:]
    return content[: int(share * len(content))]


contents = st.binary(max_size=2000) | st.builds(
    corrupt,
    pages | texts,
    st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1251", "shift_jis", "gb18030"]),
    st.binary(max_size=8),
    st.floats(0, 1),
    st.sampled_from([1, 1, 1, 0.5, 0.99]),
)
hostile = st.none() | sentences | st.text(max_size=20)
documents = st.builds(
    RawDocument,
    source=st.just("fuzz"),
    record=st.none(),
    document_id=st.just("fuzz"),
    content=contents,
    format=st.sampled_from(["html", "html", "text"]),
    retrieved_on=st.dates(date(1995, 1, 1), date(2100, 1, 1)),
    url=st.sampled_from(URLS),
    charset=st.none() | st.sampled_from(CHARSETS),
    given=st.just(Given())
    | st.builds(Given, hostile, st.none() | st.lists(sentences, max_size=3).map(tuple), *[hostile] * 4),
)
