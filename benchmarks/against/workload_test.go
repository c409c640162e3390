package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/benchmarks/internal/blobs"
	"github.com/clm-go/clm/benchmarks/internal/machine"
	"github.com/clm-go/clm/internal/rng"
)

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		limit      limit
		ours, peer float64
		good       bool
	}{
		{limit{figure: "f", rule: same}, 3, 3, true},
		{limit{figure: "f", rule: same}, 3, math.Nextafter(3, 4), false},
		{limit{figure: "f", rule: same, rel: 0.1}, 3.2, 3, true},
		{limit{figure: "f", rule: same, rel: 0.1}, 3.4, 3, false},
		{limit{figure: "f", rule: same, rel: 0.1}, -3.4, -3, false},
		{limit{figure: "f", rule: same, abs: 0.5}, 2.6, 3, true},
		{limit{figure: "f", rule: less}, 1, 3, true},
		{limit{figure: "f", rule: less}, 3.1, 3, false},
		{limit{figure: "f", rule: less, rel: 0.1}, 3.1, 3, true},
		{limit{figure: "f", rule: more}, 4, 3, true},
		{limit{figure: "f", rule: more}, 2.9, 3, false},
		{limit{figure: "f", rule: more, abs: 0.2}, 2.9, 3, true},
		{limit{figure: "f", rule: same, rel: 1, abs: 1}, math.NaN(), 3, false},
		{limit{figure: "f", rule: less, rel: 1, abs: 1}, 3, math.NaN(), false},
		{limit{figure: "f", rule: "", abs: 1}, 3, 3, false},
	} {
		w := workload{limits: []limit{c.limit}}
		err := w.check(figures{"f": c.ours}, figures{"f": c.peer})
		require.Equal(t, c.good, err == nil, "%v %v %v", c.limit, c.ours, c.peer)
	}
	w := workload{limits: []limit{{figure: "f", rule: same}}}
	require.Error(t, w.check(figures{}, figures{"f": 0}))
	require.Error(t, w.check(figures{"f": 0}, figures{}))
	require.Error(t, w.check(nil, nil))
}

// Every workload can be listed, has limits that mean something, and inputs that
// are known.
func TestRegistered(t *testing.T) {
	require.NotEmpty(t, workloads)
	seen := map[string]bool{}
	for _, w := range workloads {
		require.False(t, seen[w.name], w.name)
		seen[w.name] = true
		require.NotEmpty(t, w.doc, w.name)
		require.NotEmpty(t, w.limits, w.name)
		require.NotNil(t, w.ours, w.name)
		require.NotEmpty(t, w.peers, w.name)
		for _, l := range w.limits {
			require.Contains(t, []rule{same, less, more}, l.rule, w.name)
		}
		if w.inputs != "" {
			require.Contains(t, inputSets, w.inputs, w.name)
		}
		for _, p := range w.peers {
			require.NotEqual(t, ourselves, p.name)
			ways := 0
			for _, way := range []struct {
				call                  []string
				ending, before, after string
			}{{p.python, ".py", "\ndef ", "("}, {p.series, ".py", "\ndef ", "("}, {p.r, ".R", "\n", " <- function("}} {
				if way.call == nil {
					continue
				}
				ways++
				text, err := os.ReadFile(filepath.Join("..", "peers", way.call[0]+way.ending))
				require.NoError(t, err)
				require.Contains(t, string(text), way.before+way.call[1]+way.after, w.name)
			}
			if p.job != nil {
				ways++
			}
			require.Equal(t, 1, ways, "%s %s", w.name, p.name)
		}
	}
	var out bytes.Buffer
	require.NoError(t, printList(&out, workloads))
	require.Contains(t, out.String(), "kmeans_1m16\n")
}

func TestWithWords(t *testing.T) {
	peers := []peer{{name: "pyfim apriori"}, {name: "pyfim eclat"}, {name: "R stl"}}
	require.Equal(t, []peer{peers[1], peers[2]}, withWords(peers, []string{"eclat", "R "}))
	require.Empty(t, withWords(peers, []string{"scipy"}))
}

func TestInputs(t *testing.T) {
	defer delete(inputSets, "tiny")
	made := 0
	registerInputs("tiny", inputSet{about: "two arrays", make: func(r *rng.Stream) []array {
		made++
		x, which := blobs.Make(r, 100, 3, 4, 10, 1, 2)
		return []array{{"x.f64", []int{100, 3}, x}, {"which.i32", []int{100}, which}}
	}})
	dir := filepath.Join(t.TempDir(), "new")
	require.NoError(t, makeInputs(dir, "tiny"))
	require.NoError(t, makeInputs(dir, "tiny"))
	require.Equal(t, 1, made)

	x, shape, err := load[float64](dir, "tiny.x.f64")
	require.NoError(t, err)
	require.Equal(t, []int{100, 3}, shape)
	raw, err := os.ReadFile(filepath.Join(dir, "tiny.x.f64"))
	require.NoError(t, err)
	require.Len(t, raw, 8*300)
	require.Equal(t, x[17], math.Float64frombits(binary.LittleEndian.Uint64(raw[8*17:])))
	which, _, err := load[int32](dir, "tiny.which.i32")
	require.NoError(t, err)
	require.Len(t, which, 100)

	again := t.TempDir()
	require.NoError(t, makeInputs(again, "tiny"))
	require.Equal(t, 2, made)
	other, err := os.ReadFile(filepath.Join(again, "tiny.x.f64"))
	require.NoError(t, err)
	require.Equal(t, raw, other)

	require.NoError(t, os.WriteFile(filepath.Join(dir, "tiny.x.f64"), raw[1:], 0o666))
	_, _, err = load[float64](dir, "tiny.x.f64")
	require.Error(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tiny.x.f64"), append(raw, 0), 0o666))
	_, _, err = load[float64](dir, "tiny.x.f64")
	require.Error(t, err)
	require.Error(t, makeInputs(dir, "unknown"))
}

func TestDraw(t *testing.T) {
	r := rng.New(1, 0)
	x := normal(r, 2*50)
	rows := draw(r, x, 2, 50)
	require.ElementsMatch(t, x, rows)
	seen := map[[2]float64]bool{}
	for i := range 50 {
		seen[[2]float64{rows[2*i], rows[2*i+1]}] = true
	}
	require.Len(t, seen, 50)
	for i := range 50 {
		require.True(t, seen[[2]float64{x[2*i], x[2*i+1]}], "rows stay together")
	}
}

// The vector loops of the three sides give the same figures.
func TestVecJobs(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, makeInputs(dir, vecSet))
	for _, w := range workloads {
		if w.inputs != vecSet {
			continue
		}
		of := func(open func(settings) (*job, error)) figures {
			j, err := open(settings{inputs: dir})
			require.NoError(t, err)
			require.NoError(t, j.run(3))
			f, err := j.figures()
			require.NoError(t, err)
			return f
		}
		ours := of(w.ours)
		for _, p := range w.peers {
			require.NoError(t, w.check(ours, of(p.job)), "%s %s", w.name, p.name)
		}
	}
}

func TestTable(t *testing.T) {
	side := report{ready{Version: "v1", Figures: figures{"b": 2, "a": 1.5}, Before: 10, Reps: 3}, farewell{After: 11, Peak: 30}}
	rows := []row{
		{workload: "w", isa: "avx2", threads: 2, peer: "p", fastest: true, ours: side, them: side, cpus: []int{0, 1},
			times: times{ours: 0.0015, peer: 0.003, ratio: 2, min: 1.9, max: 12.34, foreign: 0.012, good: 7, all: 9},
			pairs: []pair{{ours: 1, peer: 2, foreign: 0.01, kept: true}, {ours: 3, peer: 2, foreign: 0.5}}},
		{workload: "w", isa: "avx2", threads: 2, peer: "q", noisy: true, ours: side, them: side, times: times{good: 4, all: 21, foreign: math.NaN()}},
		{workload: "w", isa: "avx2", threads: 2, peer: "r", why: "not run: why", ours: side},
		{workload: "w", isa: "avx2", threads: 2, peer: "s", why: "not timed: a is worse", ours: side, them: side},
	}
	var out bytes.Buffer
	require.NoError(t, writeTable(&out, rows))
	lines := bytes.Split(out.Bytes(), []byte("\n"))
	text := func(i int) string { return string(bytes.Join(bytes.Fields(lines[i]), []byte(" "))) }
	require.Equal(t, "w 2 avx2 p (fastest) v1 1.5 ms 3 ms 2.00 1.90 12.3 7 of 9 1.2% 10-11-30 10-11-30 a=1.5 b=2 a=1.5 b=2", text(1))
	require.Equal(t, "w 2 avx2 q v1 noisy 4 of 21 - 10-11-30 10-11-30 a=1.5 b=2 a=1.5 b=2", text(2))
	require.Equal(t, "w 2 avx2 r not run: why", text(3))
	require.Equal(t, "w 2 avx2 s v1 not timed: a is worse 10-11-30 10-11-30 a=1.5 b=2 a=1.5 b=2", text(4))
	require.Contains(t, out.String(), legend)

	file := filepath.Join(t.TempDir(), "new", "results.txt")
	day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	require.NoError(t, save(file, day, rows))
	once, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(once), "2026-11-24, ")
	require.Contains(t, string(once), "w, threads 2 (CPUs 0,1), avx2, against p v1, repetitions 3 and 3\n1 2 1.0%\n3 2 50.0% x\n")
	require.NoError(t, save(file, day, rows))
	twice, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(once)+"\n"+string(once), string(twice))
	require.Equal(t, filepath.Join("benchmarks", "results", "2026-11-24-amd-epyc-9b45.txt"), defaultResults(day, "AMD EPYC (9B45) "))
}

func TestSeconds(t *testing.T) {
	for s, want := range map[float64]string{12.345678: "12.35 s", 0.0123: "12.3 ms", 4.5e-6: "4.5 µs", 2.61e-8: "26.1 ns"} {
		require.Equal(t, want, seconds(s))
	}
}

func TestFlags(t *testing.T) {
	t.Setenv("CLM_PEERS", "/some/python")
	t.Setenv("XDG_CACHE_HOME", "/cache")
	o, err := parse([]string{"-threads", "1, 2", "-isa", "native,avx2," + machine.Instructions()})
	require.NoError(t, err)
	require.Equal(t, []int{1, 2}, o.threads)
	require.Equal(t, machine.Instructions(), o.isa[0])
	require.LessOrEqual(t, len(o.isa), 2)
	require.Equal(t, "/some/python", o.python)
	require.Equal(t, filepath.Join("/cache", "clm-bench"), o.inputs)
	for _, bad := range [][]string{{"-threads", "0"}, {"-threads", "1,"}, {"-isa", "neon"}, {"-pairs", "0"}, {"more"}} {
		_, err := parse(bad)
		require.Error(t, err, bad)
	}
}
