package main

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "out")
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out, folder))

	// The three kinds of users of generate/main.go come out again: their
	// numbers but for a few users between two kinds, and their means within
	// three standard errors of the smallest kind.
	want := map[int][4]float64{110: {4, 3, 2, 25}, 80: {14, 9, 6, 40}, 50: {9, 16, 14, 110}}
	lines := strings.Split(out.String(), "\n")
	require.Equal(t, "cluster   users  feature1  feature2  feature3  feature4", lines[0])
	found := 0
	for _, line := range lines[1:4] {
		f := strings.Fields(line)
		require.Len(t, f, 6, line)
		users, err := strconv.Atoi(f[1])
		require.NoError(t, err)
		for n, mean := range want {
			if users < n-2 || users > n+2 {
				continue
			}
			found++
			for j, m := range mean {
				v, err := strconv.ParseFloat(f[2+j], 64)
				require.NoError(t, err)
				require.InDelta(t, m, v, [4]float64{1.3, 1.3, 1.1, 7.7}[j], line)
			}
		}
	}
	require.Equal(t, 3, found, out.String())

	// The table has all of its rows as they were, and the cluster behind them.
	b, err := os.ReadFile(filepath.Join(folder, "user_behavior_clusters.csv"))
	require.NoError(t, err)
	got, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	require.NoError(t, err)
	was, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	require.NoError(t, err)
	require.Len(t, got, len(was))
	require.Equal(t, append(was[0], "cluster"), got[0])
	for i := range was[1:] {
		require.Equal(t, was[1+i], got[1+i][:4])
		require.Contains(t, []string{"0", "1", "2"}, got[1+i][4])
	}

	// The picture is well-formed and shows every user and three centres.
	b, err = os.ReadFile(filepath.Join(folder, "clusters.svg"))
	require.NoError(t, err)
	dots := 0
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "path" && strings.Contains(e.Attr[0].Value, "A2.5,2.5") {
			dots++
		}
	}
	require.GreaterOrEqual(t, dots, len(was)-1)
}

func TestReadTableSaysWhatIsWrong(t *testing.T) {
	_, err := readTable([]byte("a,b\n"))
	require.ErrorContains(t, err, "1 lines, want a header and at least one row")
	_, err = readTable([]byte("a,b\n1,x\n"))
	require.ErrorContains(t, err, "row 1, column b")
	_, err = readTable([]byte("a,b\n1\n"))
	require.ErrorContains(t, err, "wrong number of fields")
}
