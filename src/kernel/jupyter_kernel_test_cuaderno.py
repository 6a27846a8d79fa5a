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
    completion_samples = [
        {"text": "globalT", "matches": {"globalThis"}},
        {"text": "[1].filt", "matches": {"filter"}},
        {"text": "import 'node:os'; const text = 'a'; text.toUpper", "matches": {"toUpperCase"}},
    ]
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

    def test_types_of_earlier_cells(self):
        self.flush_channels()
        self.execute_helper("const prices = [{ city: 'Lima', euro: 3 }];")
        code = "'\U0001f600'; prices[0].ci"
        self.kc.complete(code, len(code))
        reply = self.get_non_kernel_info_reply(timeout=15)
        self.assertEqual(reply["content"]["matches"], ["city"])
        self.assertEqual(reply["content"]["cursor_start"], len(code) - 2)
        self.assertEqual(reply["content"]["cursor_end"], len(code))
        self.kc.inspect(code, 8)
        reply = self.get_non_kernel_info_reply(timeout=15)
        self.assertTrue(reply["content"]["found"])
        self.assertIn("const prices: {", reply["content"]["data"]["text/plain"])
        self.assertIn("```typescript", reply["content"]["data"]["text/markdown"])

    def test_type_errors(self):
        self.flush_channels()
        reply, outputs = self.execute_helper("console.log('never');\nconst a: string = 1;")
        self.assertEqual(reply["content"]["status"], "error")
        self.assertEqual(reply["content"]["ename"], "TypeScriptError")
        self.assertIn("In[", reply["content"]["traceback"][1])
        self.assertEqual([output["msg_type"] for output in outputs if output["msg_type"] == "stream"], [])


if __name__ == "__main__":
    if len(sys.argv) == 3:
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.read(sys.argv[1], as_version=4)
        NotebookClient(notebook, timeout=60, kernel_name="cuaderno").execute()
        nbformat.write(notebook, sys.argv[2])
    else:
        unittest.main(argv=sys.argv[:1])
