package clm_test

import (
	"fmt"
	"go/ast"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// examined returns, for each type that a package's tests give to
// modeltest.Run, the test that does so. A type is given where the arguments of
// Run, or a function that they call, make a value of it.
func examined(f *folder) map[string]string {
	funcs := map[string]*ast.FuncDecl{}
	for _, s := range f.tests {
		for _, d := range s.file.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv == nil {
				funcs[fd.Name.Name] = fd
			}
		}
	}
	by := map[string]string{}
	for _, s := range f.tests {
		name := s.importName(modulePath + "/internal/modeltest")
		if name == "" {
			continue
		}
		for _, d := range s.file.Decls {
			test, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(test.Name.Name, "Test") {
				continue
			}
			ast.Inspect(test, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if ok && isRun(call, name) {
					given := map[string]bool{}
					for _, arg := range call.Args {
						made(arg, test, funcs, map[ast.Node]bool{}, given)
					}
					for typ := range given {
						by[typ] = test.Name.Name
					}
				}
				return true
			})
		}
	}
	return by
}

// isRun tells whether a call is one of modeltest.Run.
func isRun(call *ast.CallExpr, name string) bool {
	fun := call.Fun
	switch f := fun.(type) {
	case *ast.IndexExpr:
		fun = f.X
	case *ast.IndexListExpr:
		fun = f.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Run" {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == name
}

// made collects the types of which values are made in n, in the functions
// called there, and where n uses a variable of the test, in what is assigned
// to it.
func made(n ast.Node, test *ast.FuncDecl, funcs map[string]*ast.FuncDecl, seen map[ast.Node]bool, types map[string]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if n.Type != nil {
				types[typeName(n.Type)] = true
			}
		case *ast.Ident:
			if fd := funcs[n.Name]; fd != nil && fd != test {
				made(fd.Body, test, funcs, seen, types)
			}
			for _, value := range assigned(test, n.Name) {
				made(value, test, funcs, seen, types)
			}
		}
		return true
	})
}

// assigned returns what a function assigns to a variable.
func assigned(f *ast.FuncDecl, name string) []ast.Expr {
	var list []ast.Expr
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i, l := range a.Lhs {
				if id, ok := l.(*ast.Ident); ok && id.Name == name {
					list = append(list, a.Rhs[i])
				}
			}
		}
		return true
	})
	return list
}

// unexamined lists the types with a Fit method that do not take the exam, and
// the rows of a table of those that do.
func unexamined(all []*folder) (bad, table []string) {
	for _, f := range all {
		by := examined(f)
		for _, name := range f.fitted() {
			full := strings.TrimPrefix(f.dir+"."+name, ".")
			if by[name] == "" {
				bad = append(bad, fmt.Sprintf("%s has a Fit method and no test gives it to modeltest.Run", full))
			} else {
				table = append(table, fmt.Sprintf("%-28s %s", full, by[name]))
			}
		}
	}
	slices.Sort(table)
	return bad, table
}

// No type with a Fit method escapes the exam. What each of them passed is
// printed by the tests in the table: go test -v -run Exam ./...
func TestExam(t *testing.T) {
	bad, table := unexamined(folders(parsed(t, os.DirFS("."), false)))
	require.Empty(t, bad)
	t.Logf("%d types take the exam\n%s", len(table), strings.Join(table, "\n"))
}

func TestTypesThatEscapeTheExam(t *testing.T) {
	const fit = "type C struct{}\nfunc (c C) Fit() {}"
	const imp = "import \"" + modulePath + "/internal/modeltest\"\n"
	for _, c := range []struct {
		test string
		good bool
	}{
		{imp + "func TestC(t *testing.T) { modeltest.Run(t, modeltest.Case[D, M, *M]{Zero: p.C{}}) }", true},
		{imp + "func TestC(t *testing.T) { modeltest.Run[D](t, cases(1)) }\nfunc cases(int) any { return p.C{} }", true},
		{imp + "func TestC(t *testing.T) { c := p.C{}; modeltest.Run(t, c) }", true},
		{imp + "func TestC(t *testing.T) { t.Run(\"x\", func(t *testing.T) { modeltest.Run(t, p.C{}) }) }", true},
		{strings.Replace(imp, "\"", "mt \"", 1) + "func TestC(t *testing.T) { mt.Run(t, p.C{}) }", true},

		{"", false},
		{imp + "func TestC(t *testing.T) { modeltest.Run(t, p.D{}) }", false},
		{imp + "func TestC(t *testing.T) { p.C{}.Fit() }", false},
		{imp + "func TestC(t *testing.T) { p.C{}.Fit(); modeltest.Run(t, p.D{}) }", false},
		{imp + "func helper(t *testing.T) { modeltest.Run(t, p.C{}) }", false},
		{"import \"other/modeltest\"\nfunc TestC(t *testing.T) { modeltest.Run(t, p.C{}) }", false},
		{imp + "func TestC(t *testing.T) { other.Run(t, p.C{}) }", false},
	} {
		bad, table := unexamined([]*folder{one(t, fit, c.test)})
		if c.good {
			require.Empty(t, bad, c.test)
			require.Equal(t, []string{fmt.Sprintf("%-28s %s", "p.C", "TestC")}, table)
		} else {
			require.Len(t, bad, 1, c.test)
			require.Contains(t, bad[0], "p.C")
			require.Empty(t, table)
		}
	}
	for _, embedding := range []string{"c", "*c", "d"} {
		bad, _ := unexamined([]*folder{one(t, "type C struct{ "+embedding+" }\ntype d struct{ c }\ntype c struct{}\nfunc (c c) Fit() {}")})
		require.Len(t, bad, 1, "C embeds %s", embedding)
		require.Contains(t, bad[0], "p.C")
	}
	bad, _ := unexamined([]*folder{one(t, "type c struct{}\nfunc (c c) Fit() {}\ntype D struct{}\nfunc (D) FitAll() {}")})
	require.Empty(t, bad)
}
