"""`daumoi user …`: who may sign in, given and taken at the machine."""

import sys
from typing import Annotated

import typer

from hub.cli.frame import USAGE, DataDir, Json, fail, hub, out, print_json, refusals
from hub.records import Role

user_app = typer.Typer(no_args_is_help=True, help="Add and remove operators, change passwords, give API tokens.")
Name = Annotated[str, typer.Argument(help="The operator's name: a-z, 0-9 and hyphens.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@user_app.command()
def add(
    name: Name,
    password_stdin: FromStdin = False,
    role: Annotated[Role, typer.Option(help="operator (everything), or editor (the sources of one agency).")] = (
        "operator"
    ),
    agency: Annotated[str | None, typer.Option(help="The agency of an editor, by its slug.")] = None,
    data: DataDir = None,
) -> None:
    """Let somebody sign in at /ops."""
    with refusals(), hub(data) as parts:
        parts.store.operators.add(name, _password(password_stdin), parts.clock(), role, agency)
    out.print(f"{name} may sign in at /ops", markup=False)


@user_app.command()
def passwd(name: Name, password_stdin: FromStdin = False, data: DataDir = None) -> None:
    """Give an operator another password; whoever is signed in under this name is not any more."""
    with refusals(), hub(data) as parts:
        parts.store.operators.set_password(name, _password(password_stdin), parts.clock())
    out.print(f"{name} has another password", markup=False)


@user_app.command()
def remove(name: Name, data: DataDir = None) -> None:
    """Let an operator in no more; sessions and tokens end at once, the audit log keeps what was done."""
    with refusals(), hub(data) as parts:
        parts.store.operators.remove(name, parts.clock())
    out.print(f"{name} is removed", markup=False)


@user_app.command()
def token(name: Name, data: DataDir = None) -> None:
    """Print a new API token of an operator, in place of the one before; it cannot be shown again."""
    with refusals(), hub(data) as parts:
        made = parts.store.operators.make_token(name, parts.clock())
    out.print(made, markup=False)


@user_app.command("list")
def list_operators(data: DataDir = None, json: Json = False) -> None:
    """One line an operator: name, role, agency, and since when."""
    with hub(data) as parts:
        operators = parts.store.operators.all()
    if json:
        print_json(operators)
        return
    for one in operators:
        shown = "removed" if one.disabled else one.role
        out.print(f"{one.name:<24} {shown:<9} {one.agency or '-':<24} {one.created:%Y-%m-%d}", markup=False)


def _password(from_stdin: bool) -> str:
    """The password, asked for twice at a terminal; without one it comes by standard input or not at all."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        fail("give the password on standard input: --password-stdin", USAGE)
    password: str = typer.prompt("password", hide_input=True, confirmation_prompt=True)
    return password
