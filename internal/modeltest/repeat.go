package modeltest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/clm-go/clm/internal/par"
)

func (c *Case[D, T, M]) repeatable(t TB) {
	want := c.bytes(t, c.fit(t, c.With(1, 1), c.Data(1)))
	if !bytes.Equal(c.bytes(t, c.fit(t, c.With(1, 1), c.Data(1))), want) {
		t.Errorf("the second fit of the same data gave other bytes")
	}
	procs := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(procs)
	for _, n := range []int{1, 3} {
		runtime.GOMAXPROCS(n)
		if !bytes.Equal(c.bytes(t, c.fit(t, c.With(1, 1), c.Data(1))), want) {
			t.Errorf("GOMAXPROCS %d changed the bytes", n)
		}
	}
}

func (c *Case[D, T, M]) workers(t TB) {
	want := c.bytes(t, c.fit(t, c.With(1, 1), c.Data(1)))
	for _, n := range []int{0, 2, 7} {
		if !bytes.Equal(c.bytes(t, c.fit(t, c.With(1, n), c.Data(1))), want) {
			t.Errorf("Workers %d changed the bytes", n)
		}
	}
}

// workersMany fits rows that fill several blocks of work, which the usual data
// do not.
func (c *Case[D, T, M]) workersMany(t TB) {
	d := c.Data(1)
	n, _ := c.Matrix.get(d).Dims()
	rows := make([]int, 2*par.Block+17)
	for i := range rows {
		rows[i] = i % n
	}
	many := c.Matrix.pick(d, rows)
	want := c.bytes(t, c.fit(t, c.With(1, 1), many))
	for _, workers := range []int{0, 2, 7} {
		if !bytes.Equal(c.bytes(t, c.fit(t, c.With(1, workers), many)), want) {
			t.Errorf("Workers %d changed the bytes of %d rows", workers, len(rows))
		}
	}
}

func (c *Case[D, T, M]) seeds(t TB) {
	for _, seed := range []uint64{0, 1, 2, 3, 1 << 32, math.MaxUint64} {
		a, b := c.fit(t, c.With(seed, 1), c.Data(1)), c.fit(t, c.With(seed, 1), c.Data(1))
		c.answers(t, a, c.Data(1))
		if !bytes.Equal(c.bytes(t, a), c.bytes(t, b)) {
			t.Errorf("seed %d gave two different models", seed)
		}
	}
}

// childEnv is set in the process that runs without CPU features.
const childEnv = "CLM_MODELTEST_CHILD"

// fingerprint is a hash of some models and their answers.
func (c *Case[D, T, M]) fingerprint(t TB) string {
	h := sha256.New()
	for seed := range uint64(3) {
		m := c.fit(t, c.With(seed, 2), c.Data(seed+1))
		h.Write(c.bytes(t, m))
		for _, a := range c.answers(t, m, c.Data(seed+2)) {
			if math.IsNaN(a) {
				a = math.NaN()
			}
			h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(a)))
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// cpuFeatures runs this very test again in a process that was told to use no
// feature of the CPU that it need not.
func (c *Case[D, T, M]) cpuFeatures(t TB) {
	own := c.fingerprint(t)
	if os.Getenv(childEnv) != "" {
		fmt.Printf("\nfingerprint %s\n", own)
		return
	}
	t.Logf("fingerprint %s", own) // .ci/run compares it between runs with other features
	if testing.Short() {
		t.Logf("skipped: a second process takes too long for -short")
		t.SkipNow()
	}
	switch runtime.GOOS {
	case "js", "wasip1", "ios", "android":
		t.Logf("skipped: no processes can be started on %s", runtime.GOOS)
		t.SkipNow()
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatalf("finding the test program: %v", err)
	}
	parts := strings.Split(t.Name(), "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run="+strings.Join(parts, "/"), "-test.count=1")
	debug := "cpu.all=off"
	if d := os.Getenv("GODEBUG"); d != "" {
		debug = d + "," + debug
	}
	cmd.Env = append(os.Environ(), childEnv+"=1", "GODEBUG="+debug)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the process without CPU features: %v\n%s", err, out)
	}
	found := regexp.MustCompile(`(?m)^fingerprint ([0-9a-f]+)$`).FindSubmatch(out)
	if found == nil {
		t.Fatalf("the process without CPU features printed no fingerprint:\n%s", out)
	}
	if other := string(found[1]); other != own {
		t.Errorf("models or answers differ without CPU features: %s, want %s", other, own)
	}
}
