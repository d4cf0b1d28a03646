"""Reads a settings.py as data: prints the values of its top-level names as JSON, and never executes any of it.

Runs on Python 3.5 and later, with the file's path as the only argument. A value is {"text": ...}, also for a number,
{"dict": [[key, value], ...]}, {"list": [value, ...]}, {"truth": true}, {"none": true}, {"other": true}, or {"unread": reason, "line": ...} where only executing
would show it.
"""
import ast
import json
import os
import posixpath
import sys

LARGEST = 1 << 20
MOST_VALUES = 100000
BLOCKS = ("If", "For", "AsyncFor", "While", "Try", "TryStar", "With", "AsyncWith")
OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**",
    "BitOr": "|", "BitAnd": "&", "BitXor": "^", "LShift": "<<", "RShift": ">>", "MatMult": "@",
}
WITHOUT_IMPORT = {"os", "path", "join", "dirname", "abspath", "Path"}


class Unread:
    def __init__(self, node, reason):
        self.line = getattr(node, "lineno", 1)
        self.reason = reason


def kind(node):
    return type(node).__name__


def text_of(value):
    """A text, or a number as text; None for all else."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return None


def limited(node, value):
    if isinstance(value, (str, list)) and len(value) > LARGEST or isinstance(value, int) and value.bit_length() > 1024:
        return Unread(node, "is too large")
    return value


class Settings:
    def __init__(self, file):
        self.folder = posixpath.dirname(file)
        self.values = {"__file__": file}
        self.elsewhere = []

    def read(self, module):
        for statement in module.body:
            self.statement(statement, False)

    def statement(self, node, in_block):
        name = kind(node)
        if name == "Assign":
            self.assign_all(node.targets, node, node.value, in_block)
        elif name == "AnnAssign" and node.value is not None:
            self.assign_all([node.target], node, node.value, in_block)
        elif name == "AugAssign":
            self.augment(node, in_block)
        elif name == "Delete":
            for target in node.targets:
                self.assign(target, Unread(node, "is deleted"))
        elif name in ("Import", "ImportFrom"):
            self.imports(node)
        elif name == "Expr":
            self.changed_by_call(node.value)
        elif name == "FunctionDef" and not in_block:
            jobs = self.appended(node)
            if jobs:
                self.values[node.name] = jobs
        elif name in BLOCKS:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.stmt):
                    self.statement(child, True)
                elif kind(child) == "ExceptHandler":
                    for inner in child.body:
                        self.statement(inner, True)

    def assign_all(self, targets, node, value, in_block):
        read = Unread(node, "is set in a block, so it depends on a condition") if in_block else self.value(value)
        for target in targets:
            self.assign(target, read)

    def augment(self, node, in_block):
        if in_block:
            read = Unread(node, "is set in a block, so it depends on a condition")
        elif kind(node.op) == "Add":
            read = self.computed(node, self.value(node.target), "+", self.value(node.value))
        else:
            read = Unread(node, "is computed with '%s='" % OPERATORS.get(kind(node.op), "?"))
        self.assign(node.target, read)

    def assign(self, target, value):
        name = kind(target)
        if name == "Name":
            self.values[target.id] = value
        elif name == "Subscript":
            of = self.value(target.value)
            key = text_of(self.value(index(target)))
            if isinstance(of, dict) and key is not None:
                of[key] = value
            elif isinstance(of, list) and key is not None and key.isdigit() and int(key) < len(of):
                of[int(key)] = value
        elif name in ("Tuple", "List"):
            for i, one in enumerate(target.elts):
                known = isinstance(value, list) and len(value) == len(target.elts)
                self.assign(one, value[i] if known else Unread(target, "is one of several that are set at once"))

    def changed_by_call(self, call):
        if kind(call) == "Call" and kind(call.func) == "Attribute" and kind(call.func.value) in ("Name", "Subscript"):
            root = call.func.value
            while kind(root) == "Subscript":
                root = root.value
            if kind(root) == "Name" and root.id in self.values:
                self.assign(call.func.value, Unread(call, "is changed by a call of '%s'" % call.func.attr))

    def appended(self, function):
        """What a function appends to its argument, as one that completes a list of jobs does."""
        arguments = [argument.arg for argument in function.args.args]
        appended = []
        for statement in function.body:
            call = getattr(statement, "value", None)
            if (kind(statement) == "Expr" and kind(call) == "Call" and kind(call.func) == "Attribute"
                    and call.func.attr == "append" and kind(call.func.value) == "Name"
                    and call.func.value.id in arguments[:1]):
                appended += [self.value(one) for one in call.args]
        return appended

    def imports(self, node):
        if kind(node) == "ImportFrom":
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                if alias.name == "*":
                    self.elsewhere.append({"line": node.lineno, "module": module})
                elif (alias.asname or alias.name) not in WITHOUT_IMPORT:
                    self.values[alias.asname or alias.name] = Unread(node, "is imported from '%s'" % module)

    def value(self, node):
        reader = getattr(self, "read_" + kind(node), None)
        return limited(node, reader(node)) if reader else Unread(node, "is known only when Django runs")

    def read_Constant(self, node):
        value = node.value
        return value.decode("latin-1") if isinstance(value, bytes) else value

    read_NameConstant = read_Constant

    def read_Str(self, node):  # before Python 3.8
        return node.s

    def read_Bytes(self, node):
        return node.s.decode("latin-1")

    def read_Num(self, node):
        return node.n

    def read_JoinedStr(self, node):
        parts = [self.value(part) for part in node.values]
        if all(isinstance(part, str) for part in parts):
            return "".join(parts)
        return Unread(node, "is a text with values put into it")

    def read_Name(self, node):
        return self.values.get(node.id, Unread(node, "is '%s', which is not set to a literal before" % node.id))

    def read_List(self, node):
        return [self.value(item) for item in node.elts]

    read_Tuple = read_List
    read_Set = read_List

    def read_Dict(self, node):
        entries = {}
        for key, item in zip(node.keys, node.values):
            value = self.value(item)
            if key is None:  # **other
                if not isinstance(value, dict):
                    return value if isinstance(value, Unread) else Unread(node, "is known only when Django runs")
                entries.update(value)
                continue
            name = text_of(self.value(key))
            if name is not None:
                entries[name] = value
        return entries

    def read_UnaryOp(self, node):
        value = self.value(node.operand)
        if isinstance(value, (int, float)) and kind(node.op) in ("USub", "UAdd"):
            return -value if kind(node.op) == "USub" else value
        return value if isinstance(value, Unread) else Unread(node, "is computed with '%s'" % kind(node.op).lower())

    def read_BinOp(self, node):
        operator = OPERATORS.get(kind(node.op), "?")
        return self.computed(node, self.value(node.left), operator, self.value(node.right))

    def computed(self, node, left, operator, right):
        for side in (left, right):
            if isinstance(side, Unread):
                return side
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        if numbers and operator in ("+", "-", "*") or numbers and operator == "/" and right != 0:
            return {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
                    "/": lambda: left / right}[operator]()
        if isinstance(left, str) and isinstance(right, str) and operator in ("+", "/"):
            return left + right if operator == "+" else posixpath.join(left, right)
        if isinstance(left, list) and isinstance(right, list) and operator == "+":
            return left + right
        return Unread(node, "is computed with '%s'" % operator)

    def read_BoolOp(self, node):
        return Unread(node, "is computed with '%s'" % ("or" if kind(node.op) == "Or" else "and"))

    def read_Compare(self, node):
        return Unread(node, "is a comparison")

    def read_IfExp(self, node):
        return Unread(node, "depends on a condition")

    def read_Subscript(self, node):
        key = self.value(index(node))
        path = self.dotted(node.value)
        if path is not None:
            name = text_of(key)
            quoted = "" if name is None else "'%s'" % name
            from_environment = path.endswith("environ")
            return Unread(node, "comes from " + ("the environment variable " if from_environment else path) + quoted)
        of = self.value(node.value)
        for side in (of, key):
            if isinstance(side, Unread):
                return side
        name = text_of(key) or ""
        if isinstance(of, dict) and name in of:
            return of[name]
        if isinstance(of, list) and name.isdigit() and int(name) < len(of):
            return of[int(name)]
        return Unread(node, "is an element '%s' that is not there" % name)

    def read_Attribute(self, node):
        path = self.dotted(node)
        if path is not None:
            return Unread(node, "comes from '%s'" % path)
        return self.attribute(node, self.value(node.value), node.attr, [])

    def read_Call(self, node):
        arguments = [self.value(argument) for argument in node.args]
        path = self.dotted(node.func)
        if path is not None:
            return self.call(node, path, arguments)
        if kind(node.func) == "Attribute":
            return self.attribute(node, self.value(node.func.value), node.func.attr, arguments)
        if kind(node.func) == "Name":
            jobs = self.values[node.func.id]
            if isinstance(jobs, list) and len(arguments) == 1 and isinstance(arguments[0], list):
                return arguments[0] + jobs
            return Unread(node, "calls '%s'" % node.func.id)
        return Unread(node, "calls what another call returns")

    def attribute(self, node, of, name, arguments):
        if isinstance(of, Unread):
            return of
        if isinstance(of, str):
            if name == "parent" and not arguments:
                return posixpath.dirname(of)
            if name in ("resolve", "absolute", "as_posix", "strip") and not arguments:
                return of.strip()
            if name == "joinpath":
                return self.call(node, "os.path.join", [of] + arguments)
        return Unread(node, "calls '%s'" % name)

    def call(self, node, path, arguments):
        for argument in arguments:
            if isinstance(argument, Unread):
                return argument
        texts = [text_of(argument) or "" for argument in arguments]
        first = texts[0] if texts else ""
        if path.endswith("environ.get") or path.endswith("getenv"):
            return Unread(node, "comes from the environment variable '%s'" % first)
        name = path[len("os.path."):] if path.startswith("os.path.") else path
        if name == "join" and texts:
            return posixpath.join(*texts)
        if name == "dirname":
            return posixpath.dirname(first)
        if name in ("abspath", "realpath", "normpath"):
            return posixpath.normpath(posixpath.join(self.folder, first))
        if name in ("expanduser", "str", "int", "Path", "pathlib.Path"):
            return first
        return Unread(node, "calls '%s'" % path)

    def dotted(self, node):
        """The name of something that the file does not set: os.path.join."""
        if kind(node) == "Name":
            return None if node.id in self.values else node.id
        if kind(node) == "Attribute":
            path = self.dotted(node.value)
            return None if path is None else path + "." + node.attr
        return None


def index(node):
    """Before Python 3.9 a subscript stood in a node of its own."""
    return node.slice.value if kind(node.slice) == "Index" else node.slice


class TooLarge(Exception):
    pass


class Output:
    def __init__(self):
        self.count = 0

    def json(self, value):
        self.count += 1  # a list can hold another one many times
        if self.count > MOST_VALUES:
            raise TooLarge()
        if isinstance(value, Unread):
            return {"unread": value.reason, "line": value.line}
        if value is None:
            return {"none": True}
        if isinstance(value, dict):
            return {"dict": [[key, self.json(one)] for key, one in value.items()]}
        if isinstance(value, float) and value.is_integer():
            return {"text": str(int(value))}
        if isinstance(value, bool):
            return {"truth": value}
        if isinstance(value, list):
            return {"list": [self.json(one) for one in value]}
        text = text_of(value)
        return {"other": True} if text is None else {"text": text}


def read(file):
    with open(file, "rb") as opened:
        source = opened.read()
    try:
        module = ast.parse(source)
    except SyntaxError as e:
        where = "line %s" % e.lineno if e.lineno else "it"
        return {"error": "%s is not Python 3: %s" % (where, e.msg)}
    except ValueError as e:
        return {"error": "it is not Python: %s" % e}
    settings = Settings(file)
    settings.read(module)
    output = Output()
    return {
        "values": [[name, output.json(value)] for name, value in settings.values.items()],
        "elsewhere": settings.elsewhere,
    }


def main():
    sys.dont_write_bytecode = True
    try:
        result = read(os.path.abspath(sys.argv[1]))
    except (RecursionError, MemoryError):
        result = {"error": "it has too many nested levels"}
    except TooLarge:
        result = {"error": "it has more values than a settings file"}
    print(json.dumps(result))


main()
