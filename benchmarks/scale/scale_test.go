package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/rng"
)

// childEnv makes the test binary the program.
const childEnv = "CLM_SCALE_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestExponent(t *testing.T) {
	x := []float64{10, 30, 100, 300, 1000}
	for _, b := range []float64{0, 1, 1.5, 2} {
		var y []float64
		for _, v := range x {
			y = append(y, 0.003*math.Pow(v, b))
		}
		require.InDelta(t, b, exponent(x, y), 1e-12)
	}
	// Logarithms 0 1 2 3 and 0 2 2 4: the slope is (1.5·2 + 0 + 0 + 1.5·2)/5.
	require.InDelta(t, 1.2, exponent([]float64{1, math.E, math.Exp(2), math.Exp(3)}, []float64{1, math.Exp(2), math.Exp(2), math.Exp(4)}), 1e-12)
	require.True(t, math.IsNaN(exponent(x[:2], x[:2])))
	require.True(t, math.IsNaN(exponent(nil, nil)))
}

func TestExponents(t *testing.T) {
	var s series
	for _, n := range decades(100) {
		p := point{Rows: n, Seconds: 1e-6 * float64(n), MB: 0.3}
		if n >= 10_000 { // the last decade
			p.Seconds = 1e-10 * float64(n) * float64(n)
			p.MB = float64(n) / 10_000
		}
		s.points = append(s.points, p)
	}
	all, last, memory := s.exponents()
	require.Greater(t, all, 1.0)
	require.Less(t, all, 2.0)
	require.InDelta(t, 2, last, 1e-12)
	require.InDelta(t, 1, memory, 1e-12)
	s.points = s.points[:4]
	_, _, memory = s.exponents()
	require.True(t, math.IsNaN(memory), "too little to tell")
}

func TestDecades(t *testing.T) {
	require.Equal(t, []int{30, 90, 300, 900, 3000, 9000, 30_000}, decades(30))
}

func TestRepeated(t *testing.T) {
	got, err := repeated(1, nil)
	require.NoError(t, err)
	require.Equal(t, 1.0, got)

	times := []float64{0.3, 0.1, 0.11, 7}
	calls := 0
	got, err = repeated(0.9, func() (float64, error) { calls++; return times[calls-1], nil })
	require.NoError(t, err)
	require.Equal(t, 3, calls)
	require.Equal(t, 0.11, got)

	why := errors.New("why")
	_, err = repeated(0.1, func() (float64, error) { return 0, why })
	require.ErrorIs(t, err, why)
}

func TestTable(t *testing.T) {
	list := []series{{"short", []point{
		{Rows: 1 << 17, Columns: 2, Seconds: 0.001, MB: 2}, {Rows: 1 << 18, Columns: 2, Seconds: 0.004, MB: 4}, {Rows: 1 << 19, Columns: 2, Seconds: 0.016, MB: 8},
	}}, {"one", []point{{Rows: 7, Columns: 3, Seconds: 12.3456, MB: 0.04}}},
		{"pairs", []point{{Rows: 7, Columns: 3, Pairs: 1 << 17, Seconds: 0.001}}}}
	var out bytes.Buffer
	require.NoError(t, write(&out, list))
	var lines []string
	for line := range strings.Lines(out.String()) {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	require.Equal(t, []string{
		"method rows columns table MB fit MB ms ns a cell",
		"short 131072 2 2.0 2.0 1 3.815", "short 262144 2 4.0 4.0 4 7.629", "short 524288 2 8.0 8.0 16 15.26",
		"one 7 3 0.0 0.0 1.235e+04 5.879e+08", "pairs 7 3 1.0 0.0 1 7.629", "",
		"method time time, last decade memory", "short n^2.00 n^2.00 n^1.00", "one - - -", "pairs - - -",
	}, lines)
}

// Each method fits, and grows in rows only.
func TestMethods(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range methods {
		require.False(t, seen[m.name], m.name)
		seen[m.name] = true
		require.Equal(t, 1000*m.rows[0], m.rows[len(m.rows)-1], m.name)
		var columns int
		for _, n := range m.rows[:2] {
			w := m.open(rng.New(1, 0), n, 1)
			require.NoError(t, w.fit(t.Context()), m.name)
			require.True(t, columns == 0 || columns == w.columns, m.name)
			columns = w.columns
		}
	}
}

func TestChild(t *testing.T) {
	t.Setenv(childEnv, "1")
	p, err := child(t.Context(), method{name: "single"}, 400, 1)
	require.NoError(t, err)
	require.Equal(t, 400, p.Rows)
	require.Equal(t, 10, p.Columns)
	require.Positive(t, p.Seconds)
	_, err = child(t.Context(), method{name: "nothing"}, 400, 1)
	require.Error(t, err)
}

func TestRun(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-only", "single", "-rows", "50"}, &out))
	var p point
	require.NoError(t, json.Unmarshal(out.Bytes(), &p))
	require.Equal(t, 50, p.Rows)
	for _, bad := range [][]string{{"more"}, {"-only", "x"}, {"-seed", "-1"}} {
		require.Error(t, run(t.Context(), bad, &out), bad)
	}
}
