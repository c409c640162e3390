package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

func TestRulesOfTheBuiltInOrders(t *testing.T) {
	c := golden.Load[struct{}, struct {
		Baskets  int
		MinCount int `json:"min_count"`
		Rules    []struct {
			Antecedent                []string
			Consequent                string
			Counts                    [4]int
			Support, Confidence, Lift float64
		}
	}](t, "testdata/lifecycle/rules.json")

	o, err := parseFlags(nil, &bytes.Buffer{})
	require.NoError(t, err)
	s, err := readShop(t.Context(), o, newScreen(&bytes.Buffer{}))
	require.NoError(t, err)
	ids, err := findTogether(t.Context(), s, "") // called by their ids
	require.NoError(t, err)
	require.Equal(t, c.Output.MinCount, ids.least)
	require.Len(t, ids.best, len(c.Output.Rules))
	for i, want := range c.Output.Rules {
		got := ids.best[i]
		has := strings.Split(got.has, " and ")
		slices.Sort(has)
		require.Equal(t, want.Antecedent, has)
		require.Equal(t, want.Consequent, got.also)
		require.InEpsilon(t, want.Support, got.support, c.Tolerance, c.Reason)
		require.InEpsilon(t, want.Confidence, got.confidence, c.Tolerance, c.Reason)
		require.InEpsilon(t, want.Lift, got.lift, c.Tolerance, c.Reason)
		require.Contains(t, got.words, fmt.Sprintf("Of %d baskets with %s, %d (", want.Counts[1], got.has, want.Counts[0]))
	}

	named, err := findTogether(t.Context(), s, o.columns["name"])
	require.NoError(t, err)
	require.Equal(t, "REGENCY TEA PLATE PINK", named.best[0].has)
	require.Equal(t, "REGENCY TEA PLATE GREEN", named.best[0].also)
	require.Equal(t, ids.best[9].lift, named.best[9].lift)
}

// teaParty is a file of orders of 40 customers: cups come with saucers, every
// other time, and both items are called the same if names is true.
func teaParty(t *testing.T, names bool) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("client,day,total,goods,called\n")
	line := func(c int, item, name string) {
		if !names {
			name = ""
		}
		fmt.Fprintf(&b, "%d,2024-01-%02d,%d,%s,%s\n", c, 1+c%28, 10+c, item, name)
	}
	for c := range 40 {
		line(c, "spoon", "of silver")
		if c%2 == 0 {
			line(c, "cup", "of china")
			line(c, "saucer", "of china")
		}
	}
	return write(t, b.String())
}

func TestRulesOfOwnOrders(t *testing.T) {
	const goods = "customer=client,time=day,amount=total,item=goods"
	report := func(columns string, names bool) string {
		folder, _, err := runHere(t, "-in", teaParty(t, names), "-map", columns)
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(folder, "report.html"))
		require.NoError(t, err)
		return string(b)
	}

	ids := report(goods, true)
	require.Contains(t, ids, "Of 20 baskets with saucer, 20 (100.0 %) also have cup, which 50.0 % of all baskets have: 2.00 times as often.")
	require.Contains(t, ids, "at least 10 orders")
	require.NotContains(t, ids, "spoon", "that everybody buys it says nothing")

	named := report(goods+",name=called", true)
	require.Contains(t, named, "Of 20 baskets with of china (saucer), 20 (100.0 %) also have of china, which")
	require.Contains(t, report(goods+",name=called", false), "Of 20 baskets with saucer, 20", "without a name there is the id")

	unknown := report("customer=client,time=day,amount=total", true)
	require.NotContains(t, unknown, "What is bought together")
	folder, _, err := runHere(t, "-in", teaParty(t, true), "-map", goods, "-asof", "2024-01-09")
	require.NoError(t, err)
	b, err := os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	require.Contains(t, string(b), "No goods are in 10 orders or more together")

	_, _, err = runHere(t, "-in", teaParty(t, true), "-map", goods+",name=label")
	require.ErrorContains(t, err, `"label"`)
}

// Orders with so much in common that there are too many sets get rules for what
// is in more of them.
func TestTooManySets(t *testing.T) {
	baskets := func(yield func([]int) bool) {
		long := make([]int, 200)
		for i := range long {
			long[i] = i
		}
		for i := range 60 {
			basket := long
			if i >= 15 {
				basket = long[:2]
			}
			if !yield(basket) {
				return
			}
		}
	}
	sets, err := frequentSets(t.Context(), baskets, 60)
	require.NoError(t, err)
	require.Equal(t, 20, sets.MinCount(), "200 items in 15 baskets have 1,333,500 sets of up to three")
	require.Equal(t, 3, sets.Len())
}
