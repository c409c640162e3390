package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/benchmarks/internal/machine"
)

// fakeEnv names the part that the test binary plays as a child.
const fakeEnv = "CLM_AGAINST_FAKE"

// fakes are jobs that finish at once and say that they took a while.
var fakes = map[string]func() (*job, error){
	"good": func() (*job, error) { return fakeJob(0.4, 1), nil },
	"slow": func() (*job, error) { return fakeJob(1.2, 1), nil },
	"bad":  func() (*job, error) { return fakeJob(0.4, 2), nil },
	"missing": func() (*job, error) {
		fmt.Fprintln(os.Stderr, "a warning")
		return nil, errors.New("no module named fake")
	},
	"breaks": func() (*job, error) {
		j := fakeJob(0.4, 1)
		runs := 0
		j.run = func(int) error {
			if runs++; runs > 2 {
				return errors.New("broken at the second timed run")
			}
			return nil
		}
		return j, nil
	},
}

func fakeJob(seconds, quality float64) *job {
	return &job{
		run:     func(int) error { return nil },
		seconds: func() float64 { return seconds },
		figures: func() (figures, error) { return figures{"quality": quality}, nil },
		version: "v1",
	}
}

func TestMain(m *testing.M) {
	name := os.Getenv(fakeEnv)
	if name == "" {
		os.Exit(m.Run())
	}
	// The driver's own children: the peer is an argument after the name.
	for i, a := range os.Args {
		if a == "-peer" {
			name = os.Args[i+1]
		}
	}
	j, err := fakes[name]()
	if err == nil {
		err = serve(j, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func fakeChild(t *testing.T, name string) (*child, error) {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), fakeEnv+"="+name)
	return start(cmd, nil)
}

func TestChild(t *testing.T) {
	c, err := fakeChild(t, "good")
	require.NoError(t, err)
	require.Equal(t, "v1", c.Version)
	require.Equal(t, machine.Instructions(), c.ISA)
	require.Equal(t, figures{"quality": 1}, c.Figures)
	require.Equal(t, 1, c.Reps)
	require.Equal(t, 0.4, c.Run)
	for range 3 {
		a, err := c.run()
		require.NoError(t, err)
		require.Equal(t, 0.4, a.Seconds)
	}
	f, err := c.end()
	require.NoError(t, err)
	if runtime.GOOS == "linux" {
		require.Positive(t, c.Before)
		require.Positive(t, f.After)
		require.GreaterOrEqual(t, f.Peak, f.After)
	}
}

func TestChildThatCannotStart(t *testing.T) {
	_, err := fakeChild(t, "missing")
	require.EqualError(t, err, "no module named fake")
	_, err = start(exec.Command(filepath.Join(t.TempDir(), "nothing")), nil)
	require.Error(t, err)
}

func TestChildThatBreaks(t *testing.T) {
	c, err := fakeChild(t, "breaks")
	require.NoError(t, err)
	_, err = c.run()
	require.NoError(t, err)
	_, err = c.run()
	require.EqualError(t, err, "broken at the second timed run")
}

// fakeRunner makes rows with the test binary as child.
func fakeRunner(t *testing.T) (*runner, *strings.Builder) {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	t.Setenv(fakeEnv, "good")
	log := new(strings.Builder)
	return &runner{rules: quiet(), settings: settings{python: filepath.Join(t.TempDir(), "python")}, program: program, log: log}, log
}

func TestRows(t *testing.T) {
	r, log := fakeRunner(t)
	inProcess := func(settings) (*job, error) { return nil, nil }
	w := workload{
		name: "fake", limits: []limit{{figure: "quality", rule: more}},
		peers: []peer{
			{name: "slow", job: inProcess}, {name: "good", job: inProcess}, {name: "bad", job: inProcess},
			{name: "missing", job: inProcess}, {name: "breaks", job: inProcess}, {name: "python", python: []string{"f", "g"}},
		},
	}
	rows := r.rows(t.Context(), w, 1, machine.Instructions())
	require.Len(t, rows, 7)
	require.Equal(t, 7, strings.Count(log.String(), "\n"))

	require.Equal(t, ourselves, rows[0].peer)
	require.Equal(t, 1.0, rows[0].times.ratio)
	require.False(t, rows[0].fastest)

	require.Equal(t, "slow", rows[1].peer)
	require.InDelta(t, 3, rows[1].times.ratio, 1e-12)
	require.Equal(t, 7, rows[1].times.good)
	require.False(t, rows[1].fastest)

	require.Equal(t, 1.0, rows[2].times.ratio)
	require.True(t, rows[2].fastest)

	require.Contains(t, rows[3].why, "not timed: quality is 1, the peer's 2")
	require.Empty(t, rows[3].pairs)
	require.Equal(t, "not run: no module named fake", rows[4].why)
	require.Equal(t, "not run: broken at the second timed run", rows[5].why)
	require.Contains(t, rows[6].why, "not run: no interpreter")
	for _, row := range rows {
		require.NotContains(t, row.why, "interrupted")
		require.Equal(t, 1.0, row.ours.Figures["quality"])
		if runtime.GOOS == "linux" {
			require.Positive(t, row.ours.Peak)
			require.Len(t, row.cpus, 1)
		}
	}
}

func TestRowsThatCannotRun(t *testing.T) {
	r, _ := fakeRunner(t)
	peers := []peer{{name: "good", job: func(settings) (*job, error) { return nil, nil }}}
	for _, row := range r.rows(t.Context(), workload{name: "fake", peers: peers}, 1, "sse9") {
		require.Contains(t, row.why, "not run: our loops cannot use sse9 here")
	}
	for _, row := range r.rows(t.Context(), workload{name: "fake", inputs: "nothing"}, 1, machine.Instructions()) {
		require.Equal(t, `not run: no set of inputs "nothing"`, row.why)
	}
	if runtime.GOOS == "linux" {
		for _, row := range r.rows(t.Context(), workload{name: "fake", peers: peers}, 100_000, machine.Instructions()) {
			require.Contains(t, row.why, "CPUs may be used")
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, row := range r.rows(ctx, workload{name: "fake", peers: peers}, 1, machine.Instructions()) {
		require.Contains(t, row.why, "not run")
	}
}

// A row that was measured stays after an interrupt, which kills the children,
// and one that was not says so.
func TestRowsInterrupted(t *testing.T) {
	r, _ := fakeRunner(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r.log = writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), " slow ") {
			cancel()
		}
		return len(p), nil
	})
	inProcess := func(settings) (*job, error) { return nil, nil }
	w := workload{name: "fake", peers: []peer{{name: "slow", job: inProcess}, {name: "good", job: inProcess}}}
	rows := r.rows(ctx, w, 1, machine.Instructions())
	require.InDelta(t, 3, rows[1].times.ratio, 1e-12)
	require.Empty(t, rows[1].why)
	require.Equal(t, "not run: interrupted", rows[2].why)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestServeRepeatsShortWork(t *testing.T) {
	var calls []int
	j := &job{
		run: func(reps int) error {
			calls = append(calls, reps)
			time.Sleep(time.Millisecond)
			return nil
		},
		figures: func() (figures, error) { return nil, nil },
	}
	took := 0.0
	j.seconds = func() float64 { took = 0.0001 * float64(calls[len(calls)-1]); return took }
	var out strings.Builder
	require.NoError(t, serve(j, strings.NewReader("run\nrun\n"), &out))
	reps := calls[len(calls)-1]
	require.GreaterOrEqual(t, 0.0001*float64(reps), shortest)
	require.Equal(t, []int{1, 1000, 4000, 4000, 4000}, calls)
	require.Equal(t, 2, strings.Count(out.String(), `"seconds":0.0001,`))
	require.True(t, strings.HasPrefix(out.String(), `ready {"version":"go1.`))

	why := errors.New("why")
	j.run = func(int) error { return why }
	require.ErrorIs(t, serve(j, strings.NewReader(""), io.Discard), why)
}

// What does not count is repeated as often as it needs, and its time is said.
func TestServeWithWhatDoesNotCount(t *testing.T) {
	var calls []int
	j := &job{
		run:     func(int) error { return nil },
		seconds: func() float64 { return 0.4 },
		empty: func(reps int) error {
			calls = append(calls, reps)
			time.Sleep(time.Duration(reps) * 50 * time.Millisecond)
			return nil
		},
		figures: func() (figures, error) { require.Empty(t, calls); return nil, nil },
	}
	var out strings.Builder
	require.NoError(t, serve(j, strings.NewReader("run\n"), &out))
	lines := strings.Split(out.String(), "\n")
	var first ready
	require.NoError(t, json.Unmarshal([]byte(strings.TrimPrefix(lines[0], readyWord)), &first))
	require.GreaterOrEqual(t, first.Run, 0.4+shortest)
	var a answer
	require.NoError(t, json.Unmarshal([]byte(lines[1]), &a))
	require.Equal(t, 0.4, a.Seconds)
	require.GreaterOrEqual(t, a.Empty, 0.05)
	require.Less(t, a.Empty, 0.3, "of one repetition")
	require.Equal(t, calls[len(calls)-2], calls[len(calls)-1])
	require.Greater(t, calls[len(calls)-1], 1)

	why := errors.New("why")
	j.empty = func(int) error { return why }
	calls = nil
	require.ErrorIs(t, serve(j, strings.NewReader(""), io.Discard), why)
}

func TestEnviron(t *testing.T) {
	base := []string{"HOME=/x", "OPENBLAS_CORETYPE=Prescott", "OPENBLAS_L2_SIZE=9", "GODEBUG=cpu.avx2=off", "GOMAXPROCS=9", "OMP_NUM_THREADS=9"}
	has := func(env []string, want string) bool {
		name, _, _ := strings.Cut(want, "=")
		hits := 0
		for _, e := range env {
			if strings.HasPrefix(e, name+"=") {
				hits++
				require.Equal(t, want, e)
			}
		}
		return hits == 1
	}
	env := environ(base, 2, "avx512")
	for _, want := range []string{"HOME=/x", "GOMAXPROCS=2", "OMP_NUM_THREADS=2", "OPENBLAS_NUM_THREADS=2", "MKL_NUM_THREADS=2", "NUMBA_NUM_THREADS=2", "OPENBLAS_CORETYPE=SkylakeX", "FAISS_SIMD_LEVEL=AVX512"} {
		require.True(t, has(env, want), want)
	}
	require.NotContains(t, strings.Join(env, " "), "GODEBUG")
	require.NotContains(t, strings.Join(env, " "), "L2_SIZE")
	env = environ(base, 1, "avx2")
	require.True(t, has(env, "OPENBLAS_CORETYPE=Haswell"))
	require.True(t, has(env, "FAISS_SIMD_LEVEL=AVX2"))
	require.True(t, has(env, "GODEBUG=cpu.avx512f=off"))
	env = environ(base, 1, "go")
	require.NotContains(t, strings.Join(env, " "), "CORETYPE")
	require.Equal(t, runtime.GOARCH == "amd64", has(env, "GODEBUG=cpu.avx2=off"))
}
