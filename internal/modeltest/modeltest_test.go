package modeltest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// recorder is a TB that remembers.
type recorder struct {
	*testing.T
	errors  []string
	skipped bool
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) SkipNow() {
	r.skipped = true
	runtime.Goexit()
}

// examine takes the checks and returns what each of them complains about.
func examine[D, T any, M Model[T]](t *testing.T, c Case[D, T, M], processes bool) map[Check][]string {
	t.Helper()
	require.Empty(t, c.problems())
	complaints := map[Check][]string{}
	for _, k := range checks[D, T, M]() {
		if c.reason(k) != "" || k.name == CPUFeatures && !processes {
			continue
		}
		if os.Getenv(childEnv) != "" && k.name != CPUFeatures {
			continue
		}
		r := &recorder{T: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			if p, did := panics(func() { k.run(&c, r) }); did && p != nil {
				r.Errorf("the check panics: %v", p)
			}
		}()
		<-done
		if len(r.errors) > 0 {
			complaints[k.name] = r.errors
		}
	}
	return complaints
}

type meansCase = Case[mat.Matrix, meansModel, *meansModel]

// table returns 48×3 numbers, the first of them 0.
func table(seed uint64) *mat.Dense {
	x := mat.NewDense(48, 3, nil)
	z := seed * 0xD1342543DE82EF95
	for i := range 48 {
		for j := range 3 {
			z += 0x9E3779B97F4A7C15
			x.Set(i, j, float64((z>>40)%1000)/64-float64(j))
		}
	}
	x.Set(0, 0, 0)
	return x
}

func soundCase() meansCase {
	large := table(1)
	large.Set(2, 1, 1e200)
	return meansCase{
		With: func(seed uint64, workers int) clm.Fitter[mat.Matrix, *meansModel] {
			return means{Need: 1, Shift: 0.5, Extra: []int{1, 2}, Seed: seed, Workers: workers}
		},
		Zero: means{Need: 1},
		Data: func(seed uint64) mat.Matrix { return table(seed) },
		Wrong: map[string]clm.Fitter[mat.Matrix, *meansModel]{
			"Need, negative":  means{Need: -1},
			"Shift, too much": means{Need: 1, Shift: 11},
			"Join":            means{Need: 1, Join: "outer"},
		},
		Free: map[string]string{"Extra": "all numbers add up", "Name": "only a name"},
		Bad:  map[string]Bad[mat.Matrix]{"large": {Data: large, Want: clm.ErrValue, Text: "row 2, column 1"}},
		Edge: map[string]Edge[mat.Matrix]{"no rows": {Want: clm.ErrTooFew}, "no columns": {Want: clm.ErrTooFew}},
		Matrix: &Matrix[mat.Matrix, *meansModel]{
			Questions: []Question[*meansModel]{
				Rows("Predict", (*meansModel).Predict, (*meansModel).PredictRow),
				Rows("Side", (*meansModel).Side, nil),
				Tables("Transform", (*meansModel).Transform, (*meansModel).TransformRow),
			},
			Weighted: means{Need: 1}.FitWeighted,
		},
	}
}

func TestExamMeans(t *testing.T) { Run(t, soundCase()) }

// Every fault is found by the check that it is meant for, and by no other.
func TestBrokenToys(t *testing.T) {
	defer func() { fault = "" }()
	faults := map[string]Check{
		"needs nothing":                          ZeroConfig,
		"takes a NaN":                            WrongConfig,
		"takes any word":                         WrongConfig,
		"takes any number of workers":            WrongConfig,
		"names no field":                         WrongConfig,
		"leaves a model with the error":          WrongConfig,
		"writes into the data":                   Untouched,
		"writes into the configuration":          Untouched,
		"keeps a row of the data":                OwnMemory,
		"keeps the bytes":                        OwnMemory,
		"differs with 3 processors":              Repeatable,
		"differs with 7 workers":                 Workers,
		"differs with 7 workers on many rows":    WorkersMany,
		"fails for a seed":                       Seeds,
		"looks at the CPU":                       CPUFeatures,
		"panics for one row":                     Edges,
		"gives a model for nothing":              Edges,
		"takes large values":                     BadData,
		"ignores an ended context":               StopBefore,
		"looks at the start only":                StopMidway,
		"goes on after the end":                  StopMidway,
		"leaves a goroutine":                     Goroutines,
		"has overlapping progress":               ProgressFunc,
		"has falling progress":                   ProgressFunc,
		"never ends its progress":                ProgressFunc,
		"overdoes its progress":                  ProgressFunc,
		"has no progress":                        ProgressFunc,
		"differs when watched":                   ProgressFunc,
		"shares its scratch":                     AskedAtOnce,
		"counts questions":                       Immutable,
		"lends its notes":                        Immutable,
		"answers unfitted":                       NotFitted,
		"rounds in its file":                     File,
		"loses its notes":                        File,
		"drops the prefix":                       AppendFile,
		"lends its bytes":                        AppendFile,
		"loads twice":                            LoadOnce,
		"ignores the checksum":                   Damaged,
		"leaves something":                       Damaged,
		"has its own error":                      Damaged,
		"panics for a short file":                Damaged,
		"trusts a length":                        Hostile,
		"trusts an index":                        Hostile,
		"reads any version":                      OtherVersion,
		"hides the version":                      OtherVersion,
		"answers otherwise at once":              Splits,
		"answers otherwise in the second block":  Splits,
		"learns otherwise from a slice":          Forms,
		"learns otherwise from a foreign matrix": Forms,
		"answers otherwise for a foreign matrix": Forms,
		"learns otherwise from a Sparse":         SparseForm,
		"answers otherwise for a Sparse":         SparseForm,
		"adds to dst":                            Dst,
		"takes any dst":                          Dst,
		"makes its own dst":                      Dst,
		"takes fewer columns":                    Columns,
		"takes NaN":                              Missing,
		"misplaces NaN":                          Missing,
		"takes infinities":                       Infinite,
		"misplaces infinities":                   Infinite,
		"panics for infinities":                  Infinite,
		"panics for huge values":                 Extreme,
		"has an odd error for huge values":       Extreme,
		"answers with NaN":                       Extreme,
		"allocates":                              Allocs,
		"allocates with two processors":          Allocs,
		"allocates for each row":                 AllocsLarge,
		"ignores weights":                        Weights,
		"has no default weight":                  Weights,
		"takes negative weights":                 Weights,
	}
	tested := map[Check]bool{}
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		want := faults[name]
		tested[want] = true
		t.Run(name, func(t *testing.T) {
			if testing.Short() && want == CPUFeatures {
				t.Skip("a second process takes too long for -short")
			}
			fault = name
			defer func() { fault = "" }()
			found := examine(t, soundCase(), want == CPUFeatures)
			if os.Getenv(childEnv) != "" {
				return
			}
			require.Contains(t, found, want, "the fault is not found")
			for check, errors := range found {
				require.Equal(t, want, check, "also found by %q: %s", check, strings.Join(errors, "\n"))
			}
		})
	}
	for _, k := range checks[mat.Matrix, meansModel, *meansModel]() {
		switch k.name {
		case Sealed, JSONConfig: // have tests of their own
		default:
			require.True(t, tested[k.name], "no fault for %q", k.name)
		}
	}
}

// openMeans has a model with an exported field.
type openMeans struct{ means }

type openModel struct {
	meansModel
	Open int
}

func (c openMeans) Fit(ctx context.Context, x mat.Matrix) (*openModel, error) {
	m, err := c.means.Fit(ctx, x)
	if err != nil {
		return nil, err
	}
	o := new(openModel)
	o.mean, o.report = m.mean, m.report
	return o, nil
}

func TestSealedModels(t *testing.T) {
	base := soundCase()
	found := examine(t, Case[mat.Matrix, openModel, *openModel]{
		With: func(seed uint64, workers int) clm.Fitter[mat.Matrix, *openModel] {
			return openMeans{base.With(seed, workers).(means)}
		},
		Zero: openMeans{means{Need: 1}},
		Data: base.Data,
		Free: map[string]string{
			"Need": "tested elsewhere", "Shift": "tested elsewhere", "Join": "tested elsewhere",
			"Extra": "tested elsewhere", "Name": "tested elsewhere",
		},
		Edge: base.Edge,
		Matrix: &Matrix[mat.Matrix, *openModel]{Questions: []Question[*openModel]{
			Rows("Predict", func(m *openModel, dst []float64, x mat.Matrix) ([]float64, error) {
				return m.Predict(dst, x)
			}, nil),
		}},
		Skip: map[Check]string{Weights: "tested elsewhere"},
	}, false)
	require.Contains(t, found, Sealed)
	require.Len(t, found, 1, "%v", found)
}

// A part of the configuration that JSON does not see must not matter.
func TestConfigurationsThatJSONDoesNotSee(t *testing.T) {
	c := soundCase()
	c.With = func(seed uint64, workers int) clm.Fitter[mat.Matrix, *meansModel] {
		return means{Need: 1, Extra: []int{1, 2}, Seed: seed, Workers: workers, hidden: 0.25}
	}
	found := examine(t, c, false)
	require.Contains(t, found, JSONConfig)
	require.Len(t, found, 1, "%v", found)
}

func TestIncompleteCases(t *testing.T) {
	for want, spoil := range map[string]func(c *meansCase){
		"With, Zero and Data are required":      func(c *meansCase) { c.With = nil },
		"Skip gives no reason for":              func(c *meansCase) { c.Skip = map[Check]string{Seeds: "no"} },
		`Skip names the unknown check "spells"`: func(c *meansCase) { c.Skip = map[Check]string{"spells": "no such check"} },
		"Free gives no reason for Name":         func(c *meansCase) { c.Free["Name"] = "" },
		"field Join is neither":                 func(c *meansCase) { delete(c.Wrong, "Join") },
		"field Need is neither":                 func(c *meansCase) { delete(c.Wrong, "Need, negative") },
		"no reason for it in Skip[MatrixPart]":  func(c *meansCase) { c.Matrix = nil },
		"Skip names MatrixPart but":             func(c *meansCase) { c.Skip = map[Check]string{MatrixPart: "there is none"} },
		"Matrix needs Questions":                func(c *meansCase) { c.Matrix.Questions = nil },
		"Ask is required":                       func(c *meansCase) { c.Matrix.Questions = nil },
		"no reason for Weights":                 func(c *meansCase) { c.Matrix.Weighted = nil },
		"both Get and Put":                      func(c *meansCase) { c.Matrix.Get = func(d mat.Matrix) mat.Matrix { return d } },
		"Matrix needs Pick": func(c *meansCase) {
			c.Matrix.Get = func(d mat.Matrix) mat.Matrix { return d }
			c.Matrix.Put = func(d, x mat.Matrix) mat.Matrix { return x }
		},
		"want at least 8 rows": func(c *meansCase) {
			c.Data = func(seed uint64) mat.Matrix { return mat.NewDense(2, 2, nil) }
		},
		"Scribble is required": func(c *meansCase) {
			c.Data = func(seed uint64) mat.Matrix { return newForeign(table(seed)) }
		},
	} {
		c := soundCase()
		spoil(&c)
		require.Contains(t, strings.Join(c.problems(), "\n"), want)
	}
}

// What comes from the case itself must be as it says.
func TestCasesThatDeceive(t *testing.T) {
	c := soundCase()
	var calls atomic.Uint64
	c.Data = func(seed uint64) mat.Matrix { return table(seed + calls.Add(1)) }
	require.Contains(t, examine(t, c, false), Untouched)

	c = soundCase()
	c.Scribble = func(mat.Matrix) {}
	require.Contains(t, examine(t, c, false), OwnMemory)

	c = soundCase()
	c.Edge["one row"] = Edge[mat.Matrix]{Want: clm.ErrTooFew}
	require.Contains(t, examine(t, c, false), Edges)

	c = soundCase()
	c.Bad["nothing wrong"] = Bad[mat.Matrix]{Data: table(1), Want: clm.ErrValue}
	require.Contains(t, examine(t, c, false), BadData)

	c = soundCase()
	c.Matrix.SparseExact = true
	require.Empty(t, examine(t, c, false))

	c = soundCase()
	c.Matrix.MissingIsData = true
	require.Contains(t, examine(t, c, false), Missing)
}
