package golden

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

type input struct {
	Lists [][]Float `json:"lists"`
}

type output struct {
	Sums   []Float `json:"sums"`
	Limits []Float `json:"limits"`
}

func TestLoad(t *testing.T) {
	c := Load[input, output](t, "testdata/sum.json")
	require.Equal(t, "Python", c.Source)
	require.NotEmpty(t, c.Version)
	require.Len(t, Flat(c.Input.Lists), 13)
	Near(t, []float64{1, 1}, Floats(c.Output.Sums), c.Tolerance)
	Near(t, []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0}, Floats(c.Output.Limits), 0)
	require.NotEmpty(t, c.Reason)
}

func TestCasesWithoutOriginAreRefused(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "make.py"), nil, 0o600))
	sound := map[string]any{
		"source": "Python", "version": "3", "script": "make.py",
		"input": 1, "output": 2, "tolerance": 1e-9, "reason": "rounding",
	}
	try := func(edit func(c map[string]any)) error {
		c := map[string]any{}
		for k, v := range sound {
			c[k] = v
		}
		edit(c)
		text, err := json.Marshal(c)
		require.NoError(t, err)
		path := filepath.Join(root, "case.json")
		require.NoError(t, os.WriteFile(path, text, 0o600))
		_, err = load[int, int](root, path)
		return err
	}
	require.NoError(t, try(func(map[string]any) {}))
	require.NoError(t, try(func(c map[string]any) { c["tolerance"], c["reason"] = 0, "" }))
	for want, edit := range map[string]func(c map[string]any){
		"source is empty":                   func(c map[string]any) { c["source"] = " " },
		"version is empty":                  func(c map[string]any) { delete(c, "version") },
		"script is empty":                   func(c map[string]any) { c["script"] = "" },
		`script "none.py" is not a file`:    func(c map[string]any) { c["script"] = "none.py" },
		`script "." is not a file`:          func(c map[string]any) { c["script"] = "." },
		`script "../make.py" is not a path`: func(c map[string]any) { c["script"] = "../make.py" },
		"input is missing":                  func(c map[string]any) { delete(c, "input") },
		"output is missing":                 func(c map[string]any) { c["output"] = nil },
		"output: json":                      func(c map[string]any) { c["output"] = "two" },
		"tolerance is -1":                   func(c map[string]any) { c["tolerance"] = -1 },
		"tolerance has no reason":           func(c map[string]any) { c["reason"] = "" },
		`unknown field "comment"`:           func(c map[string]any) { c["comment"] = "" },
	} {
		require.ErrorContains(t, try(edit), want)
	}
	path := filepath.Join(root, "two.json")
	require.NoError(t, os.WriteFile(path, []byte(`{} {}`), 0o600))
	_, err := load[int, int](root, path)
	require.ErrorContains(t, err, "follows")
	_, err = load[int, int](root, filepath.Join(root, "none.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestDiffer(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		want, got []float64
		tol       float64
		near      bool
	}{
		{[]float64{1, 2}, []float64{1, 2}, 0, true},
		{[]float64{1, 2}, []float64{1}, 1, false},
		{[]float64{1}, []float64{1.1}, 0.2, true},
		{[]float64{1}, []float64{1.1}, 0.05, false},
		{[]float64{0.01}, []float64{0.02}, 0.02, true},
		{[]float64{100}, []float64{101}, 0.02, true},
		{[]float64{100}, []float64{103}, 0.02, false},
		{[]float64{nan}, []float64{nan}, 0, true},
		{[]float64{nan}, []float64{1}, 10, false},
		{[]float64{1}, []float64{nan}, 10, false},
		{[]float64{inf}, []float64{inf}, 0, true},
		{[]float64{inf}, []float64{1}, 10, false},
		{[]float64{1}, []float64{inf}, 10, false},
		{[]float64{inf}, []float64{-inf}, 10, false},
		{nil, []float64{}, 0, true},
	} {
		require.Equal(t, c.near, differ(c.want, c.got, c.tol) == "", "%+v", c)
	}
	require.Contains(t, differ([]float64{1, 2, 3}, []float64{1, 5, 9}, 0.1), "number 1 of 3 is 5, want 2")
}

func TestFloat(t *testing.T) {
	for _, bad := range []string{`"nan"`, `""`, `null`, `"1"`, `[1]`, `true`} {
		require.Error(t, new(Float).UnmarshalJSON([]byte(bad)), bad)
	}
	var f []Float
	require.Error(t, json.Unmarshal([]byte(`["NaN", "x"]`), &f))
	require.NoError(t, json.Unmarshal([]byte(`["Inf", 1.5, -2e3]`), &f))
	require.Equal(t, []Float{Float(math.Inf(1)), 1.5, -2000}, f)
}

func TestModuleRoot(t *testing.T) {
	root, err := moduleRoot()
	require.NoError(t, err)
	_, err = os.Stat(filepath.Join(root, "internal", "golden", "golden.go"))
	require.NoError(t, err)
	require.True(t, isRoot([]byte("// first\n\nmodule github.com/clm-go/clm\n\ngo 1.26.0\n")))
	require.False(t, isRoot([]byte("module github.com/clm-go/clm/benchmarks\n")))
	require.False(t, isRoot(nil))
}
