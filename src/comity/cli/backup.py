"""`comity backup` and `comity restore`: the record, and the base if asked, in one checked file."""

from __future__ import annotations

from pathlib import Path

import click

from comity.base.backup import backup as write_backup
from comity.base.restore import restore as put_back
from comity.base.versions import SHORT
from comity.cli.output import DONE, base_option, print_json, result_options, say
from comity.locales import labels_in


@click.command(epilog="Example: comity backup my-base.zip --base my-base --with-base")
@click.argument("file", type=click.Path(path_type=Path))
@base_option
@click.option("--with-base", is_flag=True, help="Keep the base and its frozen versions too.")
@result_options
def backup(file: Path, base_path: Path, with_base: bool, as_json: bool, lang: str) -> int:
    """Write the record of the base (what people judged) to FILE, a ZIP with checksums.

    The base itself can be built again from its sources; the record cannot. An
    older backup of that name is replaced once the new one is whole.
    """
    done = write_backup(file, base_path, with_base=with_base)
    if as_json:
        print_json(
            {
                "file": str(done.file),
                "bytes": done.size_bytes,
                "sha256": done.sha256,
                "record_files": done.record_files,
                "base": done.base or None,
                "versions": list(done.versions),
            }
        )
        return DONE
    labels = labels_in(lang)
    say(labels("backed_up", file=done.file, bytes=done.size_bytes, record=done.record_files))
    if done.base:
        say(labels("backed_up_base", version=done.base[:SHORT], versions=len(done.versions)))
    say(f"SHA-256 {done.sha256}")
    return DONE


@click.command(epilog="Example: comity restore my-base.zip --base my-base")
@click.argument("file", type=click.Path(path_type=Path))
@base_option
@click.option("--replace", is_flag=True, help="Replace what is there; it is kept beside.")
@result_options
def restore(file: Path, base_path: Path, replace: bool, as_json: bool, lang: str) -> int:
    """Put back what the backup FILE holds, once every byte of it was checked.

    A record or base that is there already is left as it is, unless --replace is
    given: it is then kept beside the new one, as DIR.replaced-1.
    """
    done = put_back(file, base_path, replace=replace)
    if as_json:
        print_json(
            {
                "base": str(done.base),
                "record_files": done.record_files,
                "version": done.version or None,
                "versions": list(done.versions),
                "kept": [str(path) for path in done.kept],
            }
        )
        return DONE
    labels = labels_in(lang)
    say(labels("restored", record=done.record_files, base=done.base))
    if done.version:
        say(labels("restored_base", version=done.version[:SHORT], versions=len(done.versions)))
    for path in done.kept:
        say(labels("restored_kept", path=path))
    return DONE
