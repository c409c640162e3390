package main

import (
	"bytes"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

func TestTableHasAllRows(t *testing.T) {
	small := []block{{"own", 16 << 10, false}, {"large", stream*8 + 8192, false}, {"shared", 1 << 20, true}}
	for _, s := range cpu.Sets() {
		t.Run(s.Name, func(t *testing.T) {
			defer s.Use()()
			rows := measure(time.Millisecond, small)
			require.Len(t, rows, len(arithmetics)+len(small)+2)
			for i, r := range rows {
				if i < len(arithmetics) && !arithmetics[i].here() {
					require.Equal(t, missing, r.one)
					require.Equal(t, missing, r.all)
					continue
				}
				if i == len(rows)-1 { // nothing can wake up beside a caller on the only processor
					require.Equal(t, "-", r.one)
					require.Equal(t, runtime.GOMAXPROCS(0) == 1, r.all == "-")
					continue
				}
				for _, figure := range []string{r.one, r.all} {
					x, err := strconv.ParseFloat(figure, 64)
					require.NoError(t, err, r.what)
					require.GreaterOrEqual(t, x, 0.0, r.what)
				}
			}
			kernel := s.Name
			if arithmetics[0].run == nil {
				kernel = "go"
			}
			require.Equal(t, kernel, rows[len(arithmetics)].kernel, "memory is read by the widest kernel")

			var text bytes.Buffer
			require.NoError(t, write(&text, rows))
			lines := strings.Split(strings.TrimSpace(text.String()), "\n")
			require.Len(t, lines, 1+len(rows))
			require.Contains(t, lines[0], "1 thread")
			require.Contains(t, lines[1], "FMA f64")
		})
	}
}

func TestRateCountsAllThreads(t *testing.T) {
	made := 0
	r := rate(3, 100*time.Millisecond, func() func() {
		made++
		return func() { time.Sleep(time.Millisecond) }
	})
	require.Equal(t, 3, made)
	require.Greater(t, r, 0.0)
	require.LessOrEqual(t, r, 3000.0, "three threads that sleep a millisecond each")
}

func TestMachineLine(t *testing.T) {
	line := origin()
	for _, part := range []string{runtime.Version(), "features go", runtime.GOARCH, "GOMAXPROCS"} {
		require.Contains(t, line, part)
	}
	require.NotContains(t, line, "\n")
}
