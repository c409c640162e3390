package clm_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// modulePath is what import paths of this repository begin with.
const modulePath = "github.com/clm-go/clm"

// source is one parsed Go file.
type source struct {
	path string // from the root of the repository
	dir  string // its folder, "" for the root
	fset *token.FileSet
	file *ast.File
}

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

// at returns the position of a node for a message.
func (s source) at(n ast.Node) string { return s.fset.Position(n.Pos()).String() }

// importName returns the first name under which the file imports a package, or
// "".
func (s source) importName(importPath string) string {
	if names := s.importNames(importPath); len(names) > 0 {
		return names[0]
	}
	return ""
}

// importNames returns all names under which the file imports a package.
func (s source) importNames(importPath string) []string {
	var names []string
	for _, im := range s.file.Imports {
		if p, err := strconv.Unquote(im.Path.Value); err != nil || p != importPath {
			continue
		}
		if im.Name != nil {
			names = append(names, im.Name.Name)
			continue
		}
		base := path.Base(importPath)
		if len(base) > 1 && base[0] == 'v' && base[1] >= '0' && base[1] <= '9' {
			base = path.Base(path.Dir(importPath))
		}
		names = append(names, base)
	}
	return names
}

// sources parses all Go files of a tree, but those below testdata, hidden
// folders, and folders that begin with an underscore. Modules nested in the
// tree, and the generators in folders named _gen, are read only if nested is
// true.
func sources(tree fs.FS, nested bool) ([]source, error) {
	var list []source
	fset := token.NewFileSet()
	err := fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." {
			name := d.Name()
			if name == "testdata" || name[0] == '.' || name[0] == '_' && !(nested && name == "_gen") {
				return fs.SkipDir
			}
			if _, err := fs.Stat(tree, path.Join(p, "go.mod")); err == nil && !nested {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || path.Ext(p) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(tree, p)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, p, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(p)
		if dir == "." {
			dir = ""
		}
		list = append(list, source{path: p, dir: dir, fset: fset, file: f})
		return nil
	})
	if err == nil && len(list) == 0 {
		err = errors.New("there is no Go file")
	}
	return list, err
}

// parsed is sources for tests of trees that must parse.
func parsed(t *testing.T, tree fs.FS, nested bool) []source {
	t.Helper()
	list, err := sources(tree, nested)
	require.NoError(t, err)
	return list
}

// fake makes a tree of files from pairs of path and text.
func fake(pairs ...string) fstest.MapFS {
	tree := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		tree[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return tree
}

// byFolder groups files by folder, leaving out test files unless wanted.
func byFolder(list []source, tests bool) map[string][]source {
	m := map[string][]source{}
	for _, s := range list {
		if s.test() == tests {
			m[s.dir] = append(m[s.dir], s)
		}
	}
	return m
}

// receiver returns the name of the type that a method belongs to, and whether
// it takes a pointer; "" for a function.
func receiver(f *ast.FuncDecl) (name string, pointer bool) {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return "", false
	}
	typ := f.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ, pointer = t.X, true
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.ParenExpr:
			typ = t.X
		case *ast.Ident:
			return t.Name, pointer
		default:
			return "", pointer
		}
	}
}

// typeName returns the last part of the name of a type: KMeans for KMeans,
// cluster.KMeans and KMeans[T].
func typeName(typ ast.Expr) string {
	switch t := typ.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.IndexExpr:
		return typeName(t.X)
	case *ast.IndexListExpr:
		return typeName(t.X)
	case *ast.ParenExpr:
		return typeName(t.X)
	}
	return ""
}

func TestSourcesOfATree(t *testing.T) {
	tree := fake(
		"go.mod", "module m",
		"a.go", "package m",
		"b/b_test.go", "package b",
		"b/testdata/x.go", "not Go at all",
		"b/_gen/gen.go", "package main",
		".git/x.go", "not Go at all",
		"_old/x.go", "not Go at all",
		"n/go.mod", "module n",
		"n/n.go", "package n",
		"README.md", "not Go at all",
	)
	paths := func(nested bool) (list []string) {
		for _, s := range parsed(t, tree, nested) {
			list = append(list, s.path)
		}
		return list
	}
	require.Equal(t, []string{"a.go", "b/b_test.go"}, paths(false))
	require.Equal(t, []string{"a.go", "b/_gen/gen.go", "b/b_test.go", "n/n.go"}, paths(true))
	_, err := sources(fake("README.md", ""), true)
	require.Error(t, err)
	_, err = sources(fake("a.go", "packag m"), true)
	require.Error(t, err)
}
