package main

import (
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
)

// le is the bytes of numbers as little-endian int32.
func le(numbers ...int32) []byte {
	b, _ := binary.Append(nil, binary.LittleEndian, numbers)
	return b
}

func TestFiguresOfSets(t *testing.T) {
	baskets := [][]int{{1, 2}, {2, 1}, {300, 2}}
	s, err := assoc.Eclat{MinCount: 1}.Fit(t.Context(), slices.Values(baskets))
	require.NoError(t, err)
	content := uint32(0)
	for _, set := range [][]int32{{1, 2}, {2, 3}, {300, 1}, {1, 2, 2}, {2, 300, 1}} { // items, support
		content += crc32.ChecksumIEEE(le(set...))
	}
	want := figures{
		"sets":     5,
		"spectrum": float64(crc32.ChecksumIEEE(le(1, 1, 1, 1, 2, 1, 1, 3, 1, 2, 1, 1, 2, 2, 1))),
		"content":  float64(content),
	}
	require.Equal(t, want, setFigures(s.All()))
	other := setFigures(func(yield func([]int, int) bool) {
		for set, support := range s.All() {
			if set[0] == 300 {
				set = []int{301}
			}
			if !yield(set, support) {
				return
			}
		}
	})
	require.Equal(t, want["spectrum"], other["spectrum"])
	require.NotEqual(t, want["content"], other["content"])

	counts, err := assoc.Eclat{MinCount: 1}.Count(t.Context(), slices.Values(baskets))
	require.NoError(t, err)
	require.Equal(t, figures{"sets": 5, "lengths": float64(crc32.ChecksumIEEE(le(1, 3, 2, 2)))}, countFigures(counts))

	r, err := assoc.Rules{MinConfidence: 0.6}.Of(t.Context(), s) // 1 → 2, 2 → 1, 300 → 2
	require.NoError(t, err)
	require.Equal(t, figures{"sets": 3, "spectrum": float64(crc32.ChecksumIEEE(le(2, 1, 1, 2, 2, 2)))}, ruleFigures(r))
}

// folder makes a folder of data sets with the ones of the workloads, small.
func folder(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("CLM_DATA", dir)
	dir = filepath.Join(dir, "baskets")
	require.NoError(t, os.Mkdir(dir, 0o777))
	text := strings.Repeat("1 2 3 \r\n2 3\n\n1 7\n", 10)
	for _, name := range []string{"mushroom", "chess"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".dat"), []byte(text), 0o666))
	}
	for _, name := range []string{"retail", "T10I4D100K"} {
		f, err := os.Create(filepath.Join(dir, name+".dat.gz"))
		require.NoError(t, err)
		z := gzip.NewWriter(f)
		_, err = z.Write([]byte(text))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		require.NoError(t, f.Close())
	}
}

func TestPublicBaskets(t *testing.T) {
	folder(t)
	for _, name := range []string{"chess", "retail"} {
		b, err := publicBaskets(name)
		require.NoError(t, err)
		require.Len(t, b, 30)
		require.Equal(t, [][]int{{1, 2, 3}, {2, 3}, {1, 7}, {1, 2, 3}}, b[:4])
	}
	_, err := publicBaskets("nothing")
	require.ErrorIs(t, err, os.ErrNotExist)
	bad := filepath.Join(os.Getenv("CLM_DATA"), "baskets", "bad.dat")
	require.NoError(t, os.WriteFile(bad, []byte("1 x\n"), 0o666))
	_, err = publicBaskets("bad")
	require.ErrorContains(t, err, "bad.dat")
	require.NoError(t, os.Rename(bad, bad+".gz"))
	_, err = publicBaskets("bad")
	require.ErrorContains(t, err, "bad.dat.gz")
	t.Setenv("CLM_DATA", "")
	_, err = publicBaskets("chess")
	require.ErrorContains(t, err, "CLM_DATA is not set")
}

// Our side of each workload runs, finds what is there, and has all figures that
// are compared.
func TestAssocJobs(t *testing.T) {
	folder(t)
	ran := 0
	for _, w := range workloads {
		if !strings.HasPrefix(w.name, "assoc_") {
			continue
		}
		ran++
		j, err := w.ours(settings{})
		require.NoError(t, err, w.name)
		require.NoError(t, j.run(2), w.name)
		f, err := j.figures()
		require.NoError(t, err, w.name)
		for _, l := range w.limits {
			require.Positive(t, f[l.figure], "%s %s", w.name, l.figure)
		}
		require.NoError(t, j.empty(2), w.name)
	}
	require.Equal(t, 32, ran)
}
