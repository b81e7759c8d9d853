from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.site.audit import audit, read_folder

if TYPE_CHECKING:
    from pathlib import Path

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'"
)
HEAD = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'


def page(body: str = "", head: str = HEAD) -> bytes:
    return (
        f"<!doctype html>\n<html lang=en>\n<head>{head}<title>A &lt; B</title>\n"
        f'<link rel="stylesheet" href="/assets/site.css"></head>\n<body>\n{body}\n</body></html>'
    ).encode()


SITE: dict[str, bytes] = {
    "index.html": page('<h1 id="top-of-it">Hello</h1>'),
    "guides/one/index.html": page("<h2 id='first'>One</h2>"),
    "assets/site.css": b"a{color:red}",
    "pictures/a.png": b"\x89PNG",
}
TRUSTED = frozenset({"assets/site.css"})


def told(body: str = "", path: str = "guides/two/index.html", base: str = "/", **more: bytes) -> list[str]:
    files = SITE | {path: page(body)} | {name.replace("_", "."): content for name, content in more.items()}
    return [problem.message for problem in audit(files, TRUSTED, base)]


GOOD = """\
<p class="a" id=b data-step='c' title="x &lt; y &#34;">1 &lt; 2, a &amp; b</p><br><hr/><img src="../../pictures/a.png" alt="">
<a href="https://library.example/a?b=c&amp;d=e#f">out</a> <a href="https://xn--bcher-kva.example/">out</a>
<a href="mailto:hello@trust.example">mail</a> <a href="tel:+441632960111">call</a>
<a href="../one/" href="javascript:1">page</a> <a href="../one/index.html#first">part</a> <a href="../../">home</a> <a href="/guides/one/">page</a>
<a href="#here">here</a> <a href="#">top</a> <a href="#top">top</a> <h2 id="here">x</h2> <a href="">this page</a>
<a href="../one/?q=x">asked</a> <a href="../../pictures/a.png?x">file</a>
<script src="/assets/site.css"></script><script type="application/json">{"a": 1}</script>
<form class="md-search__form"><input name="query"></form>
<svg viewBox="0 0 1 1"><use href="#here"/><a xlink:href="#here"><title>x</title></a><path d="M0 0"/></svg>
<!-- a comment with "quotes and <b>tags</b> -->
<link rel="canonical" href="https://two-rivers.example/guides/two/">
<details open><summary>a</summary></details>
"""


def test_a_good_site_has_no_problem() -> None:
    assert told(GOOD) == []


BAD = [
    ("<script>alert(1)</script>", "There is a script inside the page."),
    ("<SCRIPT >alert(1)</SCRIPT >", "There is a script inside the page."),
    ("<script/x>alert(1)</script>", "There is a script inside the page."),
    ("<script type=module>1</script>", "There is a script inside the page."),
    ("<!-- <script>1</script> -->", "There is a script inside the page."),  # a browser of old could run it
    ('<p title="<script>1</script>">', "There is a script inside the page."),
    ("<svg><script>1</script></svg>", "There is a script inside the page."),
    ("<script src=https://evil.example/a.js></script>", "A tag <script> loads something from another host."),
    ("<script src=//evil.example/a.js></script>", "A link starts with //, which is not used here."),
    ("<script src='data:text/javascript,1'></script>", "A link starts with data:, which is not used here."),
    ("<script src=gone.js></script>", 'The link "gone.js" leads to nothing.'),
    ("<p onclick=x>", "A tag <p> has the attribute onclick, which could run something."),
    ("<p/onclick=x>", "A tag <p> has the attribute onclick, which could run something."),
    ("<p a='\"' ONMOUSEOVER = 'x' >", "A tag <p> has the attribute onmouseover, which could run something."),
    ("<p\nonfocus\n=\n'x'>", "A tag <p> has the attribute onfocus, which could run something."),
    ("<p @click=x>", "A tag <p> has the attribute @click, which could run something."),
    ("<svg onload=x>", "A tag <svg> has the attribute onload, which could run something."),
    ('<img src=x" onerror=y>', "A tag <img> has the attribute onerror, which could run something."),
    ("<a href=javascript:alert(1)>", "A link starts with javascript:, which is not used here."),
    ("<a href='JavaScript:alert(1)'>", "A link starts with javascript:, which is not used here."),
    ("<a href='&#106;avascript:alert(1)'>", "A link starts with javascript:, which is not used here."),
    ("<a href='java&#10;script:alert(1)'>", "An address in href has a sign that browsers read in different ways."),
    ("<a href=' javascript:alert(1)'>", "A link starts with javascript:, which is not used here."),
    ("<a href='&#1;javascript:alert(1)'>", "A link starts with javascript:, which is not used here."),
    ("<a href='java&#9;script:alert(1)'>", "An address in href has a sign that browsers read in different ways."),
    ("<a href='https:\\\\evil.example'>", "An address in href has a sign that browsers read in different ways."),
    ("<a href=javascript:x href=../one/>", "A link starts with javascript:, which is not used here."),  # the first counts
    ("<a href=vbscript:x>", "A link starts with vbscript:, which is not used here."),
    ("<a href=data:text/html,x>", "A link starts with data:, which is not used here."),
    ("<a href=http://library.example/>", "A link starts with http:, which is not used here."),
    ("<a href=ftp://library.example/>", "A link starts with ftp:, which is not used here."),
    ("<a href=file:///etc/passwd>", "A link starts with file:, which is not used here."),
    ("<a href=//library.example/>", "A link starts with //, which is not used here."),
    ("<a href=https://user@evil.example/>", "A link hides the host that it leads to."),
    ("<a href='https://library.example@evil.example/'>", "A link hides the host that it leads to."),
    ("<a href='https://bücher.example/'>", "A link hides the host that it leads to."),
    ("<a href='https://'>", "A link hides the host that it leads to."),
    ("<a href='https:///a'>", "A link hides the host that it leads to."),
    ("<a href='https://[x'>", "A link hides the host that it leads to."),
    ("<a href='https://a\u2100.example/'>", "A link hides the host that it leads to."),
    ("<img src=https://evil.example/a.png>", "A tag <img> loads something from another host."),
    ("<img srcset='https://evil.example/a.png 2x'>", "A tag <img> loads something from another host."),
    ("<img srcset='../../pictures/a.png 1x, https://evil.example/a.png 2x'>", "A tag <img> loads something from another host."),
    ("<link rel=stylesheet href=https://evil.example/a.css>", "A tag <link> loads something from another host."),
    ("<link rel=preconnect href=https://evil.example/>", "A tag <link> loads something from another host."),
    ("<link rel='canonical stylesheet' href=https://evil.example/>", "A tag <link> loads something from another host."),
    ("<video poster=https://evil.example/a.png>", "A tag <video> loads something from another host."),
    ("<svg><use xlink:href=https://evil.example/a.svg#a></svg>", "A tag <use> loads something from another host."),
    ("<a ping=https://evil.example/>", "A tag <a> has the attribute ping, which is not used here."),
    ("<a href=../one/ ping='https://evil.example/ https://more.example/'>", "A tag <a> loads something from another host."),
    ("<body background=https://evil.example/a.png>", "A tag <body> has the attribute background, which is not used here."),
    ("<p style=color:red>", "A tag <p> has the attribute style, which is not used here."),
    ("<style>a{}</style>", "There is a style inside the page."),
    ("<meta http-equiv=refresh content='0;url=https://evil.example'>", "A tag <meta> has the attribute http-equiv, which is not used here."),
    ("<form action=https://evil.example/>", "There is a form that sends something."),
    ("<form method=post>", "There is a form that sends something."),
    ("<form target=_blank>", "There is a form that sends something."),
    ("<button formaction=../one/>", "A tag <button> has the attribute formaction, which is not used here."),
    ("<p nonce=x>", "A tag <p> has the attribute nonce, which is not used here."),
    ("<p srcdoc=x>", "A tag <p> has the attribute srcdoc, which is not used here."),
    ("<a href=../three/>", 'The link "../three/" leads to nothing.'),
    ("<a href=../one/#second>", 'The link "../one/#second" leads to a part that is not on its page.'),
    ("<a href=#second>", 'There is no part "#second" on this page.'),
    ("<a href=../../../out/>", 'The link "../../../out/" leads out of the site.'),
    ("<a href='..%2F..%2F..%2Fout/'>", 'The link "..%2F..%2F..%2Fout/" leads out of the site.'),
    ("<a href=/three/>", 'The link "three/" leads to nothing.'),
    ("<img src=../../pictures/b.png>", 'The link "../../pictures/b.png" leads to nothing.'),
    (f"<p ' {'a ' * 12_000}>", "A tag here is not closed in a way that every browser reads alike."),
    ("<p a=\"b\"c'd>x", "A tag <p> has the attribute c'd, which could run something."),
    *((f"<{tag}>", f"There is a tag <{tag}>, which is not used here.") for tag in ("iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal", "template")),
    *((f"<svg><{tag} attributeName=href to=javascript:1></svg>", f"There is a tag <{tag}>, which is not used here.") for tag in ("set", "animate", "animatetransform", "animatemotion", "foreignobject")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), BAD)
def test_what_a_visitor_should_not_meet_is_told(body: str, expected: str) -> None:
    assert expected in told(body)


@given(
    st.sampled_from([body for body, _ in BAD if "='" not in body and '"' not in body]),
    st.text("ab <>/-!\n", max_size=20),
)
def test_what_stands_before_it_does_not_hide_it(body: str, before: str) -> None:
    assert told(f"<p>{before}</p>\n{body}")


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<!-- content-security-policy -->",
        '<meta name="content-security-policy">',
        '<p title="content-security-policy">',
        f'<meta name="x" content="{POLICY}">',
    ],
)
def test_a_page_says_what_it_may_load(head: str) -> None:
    assert [p.message for p in audit(SITE | {"index.html": page(head=head)}, TRUSTED)] == [
        "This page does not say what it may load."
    ]


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "default-src *",
        POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        POLICY.replace("script-src 'self'", "script-src 'self' https://evil.example"),
        POLICY.replace("script-src 'self'", "script-src 'self' data:"),
        POLICY.replace("script-src 'self'", "script-src 'self' https:"),
        POLICY.replace("style-src 'self'", "style-src *"),
        POLICY.replace("base-uri 'none'", "base-uri 'self'"),
        POLICY.replace("default-src 'none'; ", ""),
        f"script-src *; {POLICY}",  # of two the first counts
    ],
)
def test_what_a_page_may_load_cannot_be_changed(policy: str) -> None:
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    assert [p.message for p in audit(SITE | {"index.html": page(head=head)}, TRUSTED)] == [
        "What this page may load was changed."
    ]


def test_the_policy_of_the_theme_is_the_one_that_is_wanted() -> None:
    from peerloom.files import templates_folder  # noqa: PLC0415 - this test alone looks at the theme

    theme = (templates_folder() / "theme" / "main.html").read_text(encoding="utf-8")
    head = next(row for row in theme.splitlines() if "Content-Security-Policy" in row)
    assert audit(SITE | {"index.html": page(head=head)}, TRUSTED) == ()


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("own.css", "@import 'https://evil.example/a.css';", "This style loads something from elsewhere."),
        ("own.css", "a{background:url(https://evil.example/a.png)}", "This style loads something from elsewhere."),
        ("own.css", "a{background:URL( 'https://evil.example/a.png' )}", "This style loads something from elsewhere."),
        ("own.css", "a{background:url(//evil.example/a.png)}", "This style loads something from elsewhere."),
        ("own.css", 'a{background:image-set("https://evil.example/a.png" 1x)}', "This style loads something from elsewhere."),
        ("own.css", "a{width:expression(alert(1))}", "This style loads something from elsewhere."),
        ("OWN.CSS", "@import 'a.css';", "This style loads something from elsewhere."),
        ("own.js", "1", "This file could run in a browser, and it is not the kit's."),
        ("own.MJS", "1", "This file could run in a browser, and it is not the kit's."),
        ("own.htm", "1", "This file could run in a browser, and it is not the kit's."),
        ("own.xhtml", "1", "This file could run in a browser, and it is not the kit's."),
        ("a.svg", "<svg><script>1</script></svg>", "This picture could run something."),
        ("a.SVG", "<svg><script>1</script></svg>", "This picture could run something."),
        ("a.svg", "<svg onload='1'/>", "This picture could run something."),
        ("a.svg", "<svg><a\tONCLICK = x /></svg>", "This picture could run something."),
        ("a.svg", "<svg><foreignObject/></svg>", "This picture could run something."),
        ("a.svg", "<svg><animate attributeName='href'/></svg>", "This picture could run something."),
        ("a.svg", "<svg><set attributeName='href'/></svg>", "This picture could run something."),
        ("a.svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "This picture could run something."),
        ("a.svg", "<?xml-stylesheet href='https://evil.example/a.css'?><svg/>", "This picture could run something."),
        ("a.svg", "<svg a='", "This picture could run something."),
        ("a.svg", "<svg><image href='https://evil.example/a.png'/></svg>", "This picture loads something from elsewhere."),
        ("a.svg", "<svg><a xlink:href='javascript:1'/></svg>", "This picture loads something from elsewhere."),
        ("a.svg", "<svg><rect fill='url(https://evil.example/a)'/></svg>", "This picture loads something from elsewhere."),
        ("a.svg", "<svg><rect style='fill:url(https://evil.example/a)'/></svg>", "This picture loads something from elsewhere."),
        ("a.svg", "<svg><style>@import 'https://evil.example/a.css';</style></svg>", "This picture loads something from elsewhere."),
        ("search/search_index.json", "{", "The search index holds a tag that cannot be read."),
        ("search/search_index.json", json.dumps({"docs": [{"text": "a <img src=x> b"}]}), "The search index holds a tag <img src=x>."),
        ("search/search_index.json", json.dumps({"docs": [{"title": "<b>", "text": ""}]}), "The search index holds a tag <b>."),
    ],
)  # fmt: skip
def test_other_files_are_looked_at_as_well(path: str, content: str, expected: str) -> None:
    assert [p.message for p in audit(SITE | {path: content.encode()}, TRUSTED)] == [expected]
    assert audit(SITE | {path: content.encode()}, TRUSTED | {path}) == ()  # the kit's own are known


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("own.css", "a{background:url(a.png)} b{mask:url('../a/b.svg?x=1')} c{fill:url(#a)} d{background:url( a.png )}"),
        ("own.css", 'a{background:url(data:image/svg+xml,x)} b{background:url("data:image/png;base64,AA==")}'),
        ("a.svg", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><defs><linearGradient id='a'/></defs><rect fill='url(#a)'/><use href='#a'/></svg>"),
        ("search/search_index.json", json.dumps({"docs": [{"title": "a", "text": "<p>1 &lt; 2</p><ul><li>x</li></ul>"}]})),
        ("events.ics", "BEGIN:VCALENDAR"),
        ("sitemap.xml", "<loc>https://two-rivers.example/</loc>"),
        ("a.png", "<script>"),
    ],
)  # fmt: skip
def test_other_good_files_have_no_problem(path: str, content: str) -> None:
    assert audit(SITE | {path: content.encode()}, TRUSTED) == ()


def test_a_site_can_live_below_a_folder() -> None:
    files = {path: content.replace(b'"/assets', b'"/two/rivers/assets') for path, content in SITE.items()}
    assert audit(files, TRUSTED, "/two/rivers/") == ()
    files["guides/two/index.html"] = page("<a href=/two/guides/one/>").replace(b'"/assets', b'"/two/rivers/assets')
    assert [p.message for p in audit(files, TRUSTED, "/two/rivers/")] == [
        'The link "/two/guides/one/" leads out of the site.'
    ]


def test_a_problem_has_its_place_and_is_told_once_a_page() -> None:
    files = SITE | {
        "a/index.html": page("<p>x</p>\n  <p onclick=x>\n<p onclick=x>"),
        "b/index.html": page("<p onclick=x>"),
    }
    assert [str(p.place) for p in audit(files, TRUSTED)] == [
        "site/public/a/index.html:7:3",
        "site/public/b/index.html:6:1",
    ]


def test_what_stands_in_the_frame_of_all_pages_is_told_once() -> None:
    pages = {f"{name}/index.html": page("<p onclick=x>") for name in "abcd"}
    (problem,) = audit(SITE | pages, TRUSTED)
    assert problem.hint == "The same on 3 more pages. Look for it in the text that this page is made from."
    assert len(audit(SITE | dict(list(pages.items())[:3]), TRUSTED)) == 3


@given(st.text("<>/=\"' abonscripthref:#&;!-?\n", max_size=80))
def test_no_page_breaks_it(body: str) -> None:
    assert told(body) == told(body)


def test_a_folder_is_read_and_no_link_followed(tmp_path: Path) -> None:
    (tmp_path / "site" / "a").mkdir(parents=True)
    (tmp_path / "site" / "a" / "b.html").write_text("b")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "c.html").write_text("c")
    (tmp_path / "site" / "folder").symlink_to(tmp_path / "secret")
    (tmp_path / "site" / "file.html").symlink_to(tmp_path / "secret" / "c.html")
    (tmp_path / "site" / "gone.html").symlink_to(tmp_path / "nothing")
    assert read_folder(tmp_path / "site") == {
        "a/b.html": b"b",
        "file.html": b"\0link",
        "folder": b"\0link",
        "gone.html": b"\0link",
    }
