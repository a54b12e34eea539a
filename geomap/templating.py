"""Jinja as a site of ten thousand pages needs it: what is the same for all pages of a language is done once.

Words of the catalogue are put in when a template is compiled, so each language has templates of its own. Everything
that a template puts on a page is escaped, as jinja does it: a text that was escaped before is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from functools import cache, lru_cache
from typing import Any

import jinja2
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup, escape

from geomap.kept import KeptTemplates, version_of
from geomap.messages import Language, language, messages_dir
from geomap.resources import templates_dir
from geomap.sitedata import clean

_CALL = ["name", "lparen", "string", "rparen"]


# The same titles, names and dates stand on many pages.
@lru_cache(maxsize=20_000)
def _escaped(text: str) -> Markup:
    return escape(clean(text))


def told(value: object) -> Markup:
    """The value as it stands on a page: markup as it is, all else escaped.

    Characters that HTML forbids come out as U+FFFD.
    """
    # Only plain texts are looked up: to Python, markup and a text that is alike are one key, and so are 1 and True.
    return value if type(value) is Markup else _escaped(value if type(value) is str else str(value))


def _filled(words: str, **values: object) -> str:
    """`words` with values in their holes, escaped where `words` are markup."""
    return words % ({name: told(value) for name, value in values.items()} if isinstance(words, Markup) else values)


class _Words(Extension):
    """`_('Map')` becomes the language's word, escaped, while a template is read."""

    environment: Templates

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template with words in place of calls for them."""
        tokens = list(stream)
        at = 0
        while at < len(tokens):
            first, call = tokens[at], tokens[at : at + len(_CALL)]
            if first.value == "_" and [token.type for token in call] == _CALL:
                yield Token(first.lineno, "string", str(escape(self.environment.own.text(call[2].value))))
                yield Token(first.lineno, "pipe", "|")
                yield Token(first.lineno, "name", "safe")
                at += len(_CALL)
            else:
                yield first
                at += 1


class _Generator(CodeGenerator):
    """Compiles templates to plain Python: calls are calls, attributes attributes, and items items.

    Jinja asks of each function whether it wants the context, and takes items for attributes and attributes for items.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Writes a call."""
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Writes an attribute."""
        if isinstance(node.node, nodes.Name) and node.node.name == "self":  # a block, of which jinja makes an item
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """Writes an item or a slice."""
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.told(")


class Templates(jinja2.Environment):
    """The templates of one language, all autoescaped.

    They are there for as long as the process is (`templates_of`): what they are given is no global of theirs.
    """

    code_generator_class = _Generator
    told = staticmethod(told)

    def __init__(self, own: Language) -> None:
        self.own = own
        self._known: dict[str, Template] = {}
        catalogue = str(messages_dir() / f"{own.code}.po")
        super().__init__(
            loader=jinja2.FileSystemLoader(templates_dir()),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[_Words],
            bytecode_cache=KeptTemplates(version_of(__file__, "jinja2") + version_of(catalogue), own.code),
        )
        self.filters["format"] = _filled

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """A template; no file changes in a build."""
        if not isinstance(name, str):
            return name
        if name not in self._known:
            self._known[name] = super().get_template(name, parent, globals)
        return self._known[name]

    def page(self, template: str, context: dict[str, Any]) -> str:
        """A page's text; `context` has all names that templates look for."""
        found = self.get_template(template)
        try:
            # As `Template.render` does, but for adding `globals` to the names of each page.
            return self.concat(found.root_render_func(Context(self, context, found.name, found.blocks)))
        except Exception:
            self.handle_exception()

    def part(self, template: str, context: dict[str, Any]) -> Markup:
        """A part of a page."""
        return Markup(self.page(template, context))  # noqa: S704

    def macros(self, names: dict[str, Any]) -> Any:
        """The macros, as attributes; `names` are all that they find besides their arguments."""
        return self.get_template("macros.html").make_module(names, shared=True)


@cache
def templates_of(code: str) -> Templates:
    """The templates of the language `code`; in which digits it is written makes no difference to them."""
    return Templates(language(code))
