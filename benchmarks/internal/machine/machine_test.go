package machine

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

func TestField(t *testing.T) {
	text := "processor\t: 0\nmodel name\t: Some CPU: the second \nmodel name\t: another\nVmHWM:\t   2048 kB\nempty:\n"
	require.Equal(t, "Some CPU: the second", field(text, "model name"))
	require.Equal(t, "2048 kB", field(text, "VmHWM"))
	require.Empty(t, field(text, "empty"))
	require.Empty(t, field(text, "name"))
	require.Empty(t, field("", "VmHWM"))
}

func TestInstructions(t *testing.T) {
	for _, s := range cpu.Sets() {
		func() {
			defer s.Use()()
			want := map[string]string{"avx512": "avx512", "avx2": "avx2"}[s.Name]
			if want == "" {
				want = "go"
			}
			require.Equal(t, want, Instructions(), s.Name)
		}()
	}
}

func TestHere(t *testing.T) {
	require.NotEmpty(t, CPU())
	require.NotEmpty(t, System())
	day := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	require.Contains(t, Line(day), "2026-11-24, "+CPU()+" ("+Instructions()+"), ")
	require.Equal(t, runtime.Version()+", "+runtime.GOOS+"/"+runtime.GOARCH, Build())
}

func TestMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		require.Zero(t, Peak())
		require.Zero(t, Resident())
		return
	}
	before := Resident()
	require.Positive(t, before)
	held := make([]byte, 64<<20)
	for i := 0; i < len(held); i += 4096 {
		held[i] = 1
	}
	require.GreaterOrEqual(t, Resident(), before+48)
	require.GreaterOrEqual(t, Peak(), before+48)
	runtime.KeepAlive(held)
	debug.FreeOSMemory()
	require.GreaterOrEqual(t, Peak(), Resident()+48)
	ResetPeak()
	require.InDelta(t, Resident(), Peak(), 16)
}
