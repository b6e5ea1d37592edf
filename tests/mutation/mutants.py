"""Make the mutants of a module: one small change of its syntax tree each.

Comparisons, conditions, arithmetic, numbers and flags are changed, and of every set, tuple, list and dict
that is written out one member at a time is left out: most of what decides here stands in tables, which the
well-known programs for this leave alone. Words stay as they are; so do annotations and decorators.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd, ast.Pow: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """Hold one changed module: the line of the change, what was changed into what, and the whole source."""

    line: int
    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield the mutants of the module SOURCE, in the order of its lines; none is spelled like the source."""
    tree = ast.parse(source)
    same = ast.unparse(tree)
    places = list(_places(tree))
    for number, node in enumerate(places):
        for fields in _changes(node):
            changed = copy.deepcopy(tree)
            target = list(_places(changed))[number]
            before = _told(target)
            for name, value in fields.items():
                setattr(target, name, value)
            ast.fix_missing_locations(changed)
            text = ast.unparse(changed)
            if text != same:
                yield Mutant(node.lineno, f"{before} -> {_told(target)}", text)


def _told(node: ast.expr | ast.stmt) -> str:
    """Return NODE in one line; of what a condition leads to, nothing."""
    return ast.unparse(node.test if isinstance(node, ast.If | ast.While) else node).replace("\n", " ")


def _places(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Yield every node that may be changed, always in the same order; neither annotations nor words."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list") or _is_type(tree):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST):
                continue
            if isinstance(node, ast.expr | ast.stmt):
                yield node
            yield from _places(node)


def _changes(node: ast.expr | ast.stmt) -> Iterator[Mapping[str, object]]:
    """Yield for every change of NODE the fields to set."""
    match node:
        case ast.Compare(ops=ops):
            for at, one in enumerate(ops):
                for other in _COMPARED[type(one)]:
                    yield {"ops": [*ops[:at], other(), *ops[at + 1 :]]}
        case ast.BoolOp(op=op, values=values):
            yield {"op": ast.Or() if isinstance(op, ast.And) else ast.And()}
            yield from ({"values": values[:at] + values[at + 1 :]} for at in range(len(values)))
        case ast.BinOp(op=op, left=left) if type(op) in _COUNTED and not _is_words(left):
            yield {"op": _COUNTED[type(op)]()}
        case ast.AugAssign(op=op) if type(op) in _COUNTED:
            yield {"op": _COUNTED[type(op)]()}
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield {"test": ast.UnaryOp(ast.Not(), test)}
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield {"operand": ast.UnaryOp(ast.Not(), operand)}
        case ast.Constant(value=bool() as flag):
            yield {"value": not flag}
        case ast.Constant(value=int() | float() as number):
            yield {"value": number + 1}
        case ast.Constant(value=bytes() as raw) if raw:
            yield {"value": raw[:-1] + bytes([raw[-1] ^ 1])}
        case ast.Set(elts=members) | ast.Tuple(elts=members, ctx=ast.Load()) | ast.List(elts=members):
            several = range(len(members) if len(members) > 1 else 0)
            yield from ({"elts": members[:at] + members[at + 1 :]} for at in several)
        case ast.Dict(keys=keys, values=values):
            for at in range(len(keys)):
                yield {"keys": keys[:at] + keys[at + 1 :], "values": values[:at] + values[at + 1 :]}
        case _:
            pass


def _is_words(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_type(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Callable"
    )
