"""Read a page as a browser does: its links, its forms, and what a person would fill in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

TYPED = {"text", "email", "search", "number", "date", "tel", "url", "textarea", "datetime-local", "time"}
PLAUSIBLE = {
    "email": "uji@contoh.id",
    "date": (date.today() + timedelta(days=100)).isoformat(),
    "number": "7",
    "color": "#6a1b4d",
    "password": "empat kata tidak berkaitan 12",
    "checkbox": "on",
}
SENTENCE = "Lampu jalan di ruas itu mati setiap malam"


@dataclass
class Field:
    """Hold one field: its kind, what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    least: str = ""
    options: list[str] = field(default_factory=list)

    def plausible(self) -> list[str]:
        """Return what a person would send for this field."""
        if self.kind in ("select", "radio"):
            return [self.value or next((one for one in self.options if one), "")]
        if self.kind == "number":
            return [self.value or self.least or PLAUSIBLE["number"]]
        if self.kind in TYPED:
            return [self.value or PLAUSIBLE.get(self.kind, SENTENCE)]
        return [self.value or PLAUSIBLE.get(self.kind, "")]


@dataclass
class Form:
    """Hold one form of a page."""

    page: str
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def typed(self) -> list[str]:
        """Return the names of the fields one types into."""
        return [name for name, one in self.fields.items() if one.kind in TYPED]

    def plausible(self, button: tuple[str, str] | None = None) -> dict[str, list[str]]:
        """Return the form as a person would send it, with BUTTON pressed."""
        sent = {name: one.plausible() for name, one in self.fields.items() if one.kind != "file"}
        if button is not None and button[0]:
            sent[button[0]] = [button[1]]
        return sent


class Page(HTMLParser):
    """Read the links and forms of a page at ADDRESS; buttons elsewhere may belong to a form by its id."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up one tag."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            action = urljoin(self.address, given.get("action", ""))
            self._form = Form(self.address, action, given.get("method", "get").lower())
            self.forms.append(self._form)
            self._by_id[given.get("id", "")] = self._form
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif tag in ("input", "select", "textarea", "button"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form = self._by_id.get(given["form"]) if "form" in given else self._form
        if form is None:
            return
        name, kind = given.get("name", ""), given.get("type", "text" if tag == "input" else tag)
        if tag == "button":
            sent = self._elsewhere(form, given["formaction"]) if "formaction" in given else form
            sent.buttons.append((name, given.get("value", "")))
            return
        if not name or kind in ("submit", "button", "image"):
            return
        if kind in ("radio", "checkbox"):
            kept = form.fields.setdefault(name, Field(name, kind))
            kept.options.append(given.get("value", "on"))
            if "checked" in given or not kept.value:
                kept.value = given.get("value", "on")
            return
        form.fields[name] = Field(name, kind, given.get("value", ""), given.get("min", ""))
        if tag == "select":
            self._select = form.fields[name]
        elif tag == "textarea":
            self._area = form.fields[name]

    def _elsewhere(self, form: Form, action: str) -> Form:
        """Return FORM as its buttons with this ACTION of their own send it: the same fields."""
        key = f"{id(form)} {action}"
        if key not in self._by_id:
            self._by_id[key] = Form(form.page, urljoin(self.address, action), form.method, form.fields)
            self.forms.append(self._by_id[key])
        return self._by_id[key]

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._area is not None:
            self._area.value += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what TAG closes."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def path_of(link: str) -> str:
    """Return the path and query of LINK."""
    parts = urlsplit(link)
    return parts.path + (f"?{parts.query}" if parts.query else "")
