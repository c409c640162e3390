package assoc_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/internal/golden"
)

// listing is what Borgelt's miners found: how many sets of each length, and a
// hash of all of them.
type listing struct {
	Count  int    `json:"count"`
	BySize []int  `json:"by_size"`
	SHA256 string `json:"sha256"`
}

type reference struct {
	Dataset  string  `json:"dataset"`
	Percent  float64 `json:"percent"`
	Baskets  int     `json:"transactions"`
	MinCount int     `json:"minsup"`
	Frequent listing `json:"frequent"`
	Closed   listing `json:"closed"`
	Maximal  listing `json:"maximal"`
	Rules    listing `json:"rules"`
}

func (r reference) target(t assoc.Target) listing {
	switch t {
	case assoc.Closed:
		return r.Closed
	case assoc.Maximal:
		return r.Maximal
	}
	return r.Frequent
}

// public reads a public data set. The items of groceries are numbered in the
// order of their names.
func public(t testing.TB, name string) iter.Seq[[]int] {
	t.Helper()
	open := func(file string) (io.Reader, error) {
		b, err := os.ReadFile(golden.Data(t, "baskets/"+file))
		return bytes.NewReader(b), err
	}
	if name == "groceries" {
		r, err := open("groceries.csv")
		require.NoError(t, err)
		return groceries(t, r)
	}
	r, err := open(name + ".dat")
	if os.IsNotExist(err) {
		packed, err := open(name + ".dat.gz")
		require.NoError(t, err)
		r, err = gzip.NewReader(packed)
		require.NoError(t, err)
	} else {
		require.NoError(t, err)
	}
	b, err := assoc.ReadFIMI(r)
	require.NoError(t, err)
	return b.All()
}

func groceries(t testing.TB, r io.Reader) iter.Seq[[]int] {
	t.Helper()
	var rows [][]string
	number := map[string]int{}
	for s := bufio.NewScanner(r); s.Scan(); {
		row := strings.Split(s.Text(), ",")
		for _, name := range row {
			number[name] = 0
		}
		rows = append(rows, row)
	}
	var names []string
	for name := range number {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		number[name] = i
	}
	return func(yield func([]int) bool) {
		for _, row := range rows {
			var b []int
			for _, name := range row {
				b = append(b, number[name])
			}
			if !yield(b) {
				return
			}
		}
	}
}

// canonical hashes lines in the order of their bytes, as the reference file
// describes.
func canonical(text []byte, ends []int) string {
	from := make([]int, len(ends))
	copy(from[1:], ends)
	order := make([]int, len(ends))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(text[from[a]:ends[a]], text[from[b]:ends[b]]) })
	h := sha256.New()
	for _, i := range order {
		h.Write(text[from[i]:ends[i]])
		h.Write([]byte{'\n'})
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func canonicalSets(s *assoc.Itemsets) (hash string, sizes []int) {
	var text []byte
	var ends []int
	for set, count := range s.All() {
		for len(sizes) < len(set) {
			sizes = append(sizes, 0)
		}
		sizes[len(set)-1]++
		for _, item := range set {
			text = append(strconv.AppendInt(text, int64(item), 10), ' ')
		}
		text = fmt.Appendf(text, "(%d)", count)
		ends = append(ends, len(text))
	}
	return canonical(text, ends), sizes
}

func references(t testing.TB) []reference {
	t.Helper()
	b, err := os.ReadFile("testdata/reference_fim.json")
	require.NoError(t, err)
	var file struct{ Cases []reference }
	require.NoError(t, json.Unmarshal(b, &file))
	require.Len(t, file.Cases, 10)
	return file.Cases
}

// The sets of six public data sets are those of Borgelt's miners, item by item.
func TestBorgelt(t *testing.T) {
	for _, ref := range references(t) {
		t.Run(fmt.Sprintf("%s/%v", ref.Dataset, ref.Percent), func(t *testing.T) {
			baskets := public(t, ref.Dataset)
			for _, target := range []assoc.Target{assoc.All, assoc.Closed, assoc.Maximal} {
				want := ref.target(target)
				if testing.Short() && want.Count > 400_000 {
					continue
				}
				c := assoc.Eclat{MinSupport: ref.Percent / 100, Target: target}
				for name, miner := range miners(c) {
					if name != "eclat" && (testing.Short() && ref.Frequent.Count > 50_000 || target != assoc.All && ref.Frequent.Count > 1_500_000) {
						continue // a quick run; filtering is tested by the smaller ones
					}
					s, err := miner.Fit(t.Context(), baskets)
					require.NoError(t, err)
					require.Equal(t, ref.Baskets, s.Baskets())
					require.Equal(t, ref.MinCount, s.MinCount())
					require.Equal(t, want.Count, s.Len(), "%s, %s", name, target)
					hash, sizes := canonicalSets(s)
					require.Equal(t, want.BySize, sizes, "%s, %s", name, target)
					require.Equal(t, want.SHA256, hash, "%s, %s", name, target)
				}
			}
		})
	}
}
