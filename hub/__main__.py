"""`python -m hub` and the command `daumoi`."""

from hub.cli.main import app


def main() -> None:
    """Run the command line."""
    app(prog_name="daumoi")


if __name__ == "__main__":
    main()
