"""Records of a crawl in the form of WARC, with pages in our own words."""

PAGE = """<html><head><title>Losses at bridge {n}</title></head>
<body><nav>home, news</nav><article><h1>Losses at bridge {n}</h1>
<p>The army said on Thursday that {n} soldiers had been killed in the fighting around bridge number {n}.</p>
<p>The ministry denied it and said that nobody had been hurt in the attack on the bridge at all.</p>
</article><footer>All rights reserved</footer></body></html>"""


def record(
    body: bytes,
    *,
    kind: str = "response",
    url: str = "https://www.paper.example/a",
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    date: str = "2020-10-02T03:04:05Z",
    **headers: str,
) -> bytes:
    """One record. A response has its HTTP header with `headers` in it, another kind no more than `body`."""
    if kind == "response":
        said = {"Content-Type": content_type, **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        body = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: {date}\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Record-ID: <urn:uuid:01234567-89ab-cdef-0123-456789abcdef>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"
