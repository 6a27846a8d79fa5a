"""The tests of jupyter_kernel_test (PyPI) on the kernel `cuaderno`, and a notebook run by nbclient.

python jupyter_kernel_test_cuaderno.py            runs the tests
python jupyter_kernel_test_cuaderno.py in out     executes a notebook with nbclient
"""

import sys
import unittest

import jupyter_kernel_test


class CuadernoTests(jupyter_kernel_test.KernelTests):
    kernel_name = "cuaderno"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world');"
    code_stderr = "console.error('test');"
    completion_samples = [{"text": "globalT", "matches": {"globalThis"}}]
    complete_code_samples = [
        "1",
        "console.log(1)",
        "function f(a: number) {\n  return a;\n}",
        "const a = [\n1\n]",
        "interface A {\n  a: string;\n}",
    ]
    incomplete_code_samples = [
        "function f(a: number) {",
        "const a = [1,",
        "`template",
        "if (true) {\n  1;",
        "/* comment",
    ]
    invalid_code_samples = ["const = 3", "1 +* 2", "function 3() {}"]
    code_generate_error = "throw new Error('fails')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2] as number[]", "result": "[ 1, 2 ]"},
    ]
    code_display_data = [
        {"code": "import { display } from 'tslab'; display.html('<b>a</b>')", "mime": "text/html"},
        {"code": "import { display } from 'tslab'; display.png(new Uint8Array([1]))", "mime": "image/png"},
    ]
    code_history_pattern = "1*2"
    supported_history_operations = ("tail", "range", "search")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.read(sys.argv[1], as_version=4)
        NotebookClient(notebook, timeout=60, kernel_name="cuaderno").execute()
        nbformat.write(notebook, sys.argv[2])
    else:
        unittest.main(argv=sys.argv[:1])
