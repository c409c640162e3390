package clm_test

import (
	"fmt"
	"go/ast"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Functions of package math whose result depends on the machine, because some
// have assembly that looks at the CPU and the others are built on those.
// Square roots, fused products, rounding and bits are exact everywhere.
const unsteady = " Acos Acosh Asin Asinh Atan Atan2 Atanh Cbrt Cos Cosh Erf Erfc Erfcinv Erfinv Exp Exp2 Expm1 " +
	"Gamma Hypot J0 J1 Jn Lgamma Log Log10 Log1p Log2 Pow Sin Sincos Sinh Tan Tanh Y0 Y1 Yn "

// unsteadyImports are packages that are built on those functions, and what is
// not Go at all.
var unsteadyImports = map[string]string{
	"C":                          "is cgo, which this module does without",
	"math/cmplx":                 "is built on package math",
	"gonum.org/v1/gonum/mathext": "is built on package math",
}

// excused are the files that may use them all the same, with the reason:
// their figures only inform and reach neither a model nor a prediction.
var excused = map[string]string{}

// forbidden lists the uses of functions whose bits differ between machines.
// internal/vec has steady ones, internal/rng random normal numbers.
func forbidden(list []source, excused map[string]string) []string {
	var bad []string
	used := map[string]bool{}
	for _, s := range list {
		if s.test() || s.dir == "internal/vec" {
			continue
		}
		var found []string
		for _, im := range s.file.Imports {
			p, err := strconv.Unquote(im.Path.Value)
			if err == nil && unsteadyImports[p] != "" {
				found = append(found, fmt.Sprintf("%s imports %s, which %s", s.at(im), p, unsteadyImports[p]))
			}
		}
		names := s.importNames("math")
		if slices.Contains(names, ".") {
			found = append(found, fmt.Sprintf("%s imports math without a name", s.path))
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			id, _ := ast.Unparen(sel.X).(*ast.Ident)
			switch {
			case id != nil && slices.Contains(names, id.Name) && strings.Contains(unsteady, " "+sel.Sel.Name+" "):
				found = append(found, fmt.Sprintf("%s uses math.%s: use internal/vec", s.at(sel), sel.Sel.Name))
			case sel.Sel.Name == "NormFloat64" || sel.Sel.Name == "ExpFloat64":
				found = append(found, fmt.Sprintf("%s uses %s: use internal/rng", s.at(sel), sel.Sel.Name))
			}
			return true
		})
		if why := excused[s.path]; why != "" {
			used[s.path] = len(found) > 0
			continue
		}
		bad = append(bad, found...)
	}
	for p := range excused {
		if !used[p] {
			bad = append(bad, fmt.Sprintf("%s is excused but needs no excuse", p))
		}
	}
	return bad
}

func TestForbidden(t *testing.T) {
	require.Empty(t, forbidden(parsed(t, os.DirFS("."), false), excused))
}

func TestForbiddenFindsUses(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"a.go", `import "math"; var x = math.Sqrt(math.Abs(2))`, ""},
		{"a.go", `import "math"; var x = math.FMA(1, 2, math.Inf(1))`, ""},
		{"a.go", `import "math"; var x = math.Exp(2)`, "math.Exp"},
		{"a.go", `import "math"; var f = math.Log1p`, "math.Log1p"},
		{"a.go", `import m "math"; var x = m.Pow(2, 3)`, "math.Pow"},
		{"a.go", `import m "math"; import "math"; var x = math.Exp(m.Sqrt(2))`, "math.Exp"},
		{"a.go", `import "math"; import m "math"; var x = m.Exp(math.Sqrt(2))`, "math.Exp"},
		{"a.go", `import "math"; var x = (math).Exp(2)`, "math.Exp"},
		{"a.go", `import "C"; var x = C.exp(2)`, "cgo"},
		{"a.go", `import . "math"; var x = Exp(2)`, "without a name"},
		{"a.go", `import "math"; func f() float64 { return math.Hypot(1, 2) }`, "math.Hypot"},
		{"a.go", `import "math/rand/v2"; func f(r *rand.Rand) float64 { return r.NormFloat64() }`, "NormFloat64"},
		{"a.go", `import "math/rand/v2"; var f = rand.ExpFloat64`, "ExpFloat64"},
		{"a.go", `import "gonum.org/v1/gonum/mathext"; var f = mathext.Digamma`, "mathext"},
		{"a.go", `import "math/cmplx"; var f = cmplx.Exp`, "cmplx"},
		{"a.go", `import math "strings"; var f = math.Clone`, ""},
		{"a.go", `type m struct{ Exp float64 }; var math m; var x = math.Exp`, ""},
		{"a_test.go", `import "math"; var x = math.Exp(2)`, ""},
		{"internal/vec/a.go", `import "math"; var x = math.Exp(2)`, ""},
		{"internal/vector/a.go", `import "math"; var x = math.Exp(2)`, "math.Exp"},
	} {
		got := forbidden(parsed(t, fake(c.path, "package x\n"+c.text), false), nil)
		if c.want == "" {
			require.Empty(t, got, c.text)
			continue
		}
		require.Len(t, got, 1, c.text)
		require.Contains(t, got[0], c.want)
	}
	tree := parsed(t, fake("a.go", "package x\nimport \"math\"\nvar x = math.Exp(2)", "b.go", "package x"), false)
	require.Empty(t, forbidden(tree, map[string]string{"a.go": "a p-value"}))
	require.Len(t, forbidden(tree, map[string]string{"a.go": "a p-value", "b.go": "nothing"}), 1)
}
