package main

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/examples/lifecycle/data"
	"github.com/clm-go/clm/internal/golden"
)

// found is what a second implementation found.
type found struct {
	Baskets  int
	MinCount int `json:"min_count"`
	Sets     []struct {
		Items []string
		Count int
	}
	Rules []struct {
		Antecedent                []string
		Consequent                string
		Counts                    []int
		Support, Confidence, Lift float64
	}
}

func TestSetsAndRulesAreThoseOfAnotherMiner(t *testing.T) {
	c := golden.Load[struct{}, found](t, "testdata/basket/online_retail.json")
	o, err := parseFlags(nil, io.Discard)
	require.NoError(t, err)
	s, _, err := readShop(t.Context(), data.OnlineRetail())
	require.NoError(t, err)
	train, _, err := s.split(o.before)
	require.NoError(t, err)
	numbers := func(codes []string) []int {
		basket, err := s.chosen(codes)
		require.NoError(t, err)
		return basket[0]
	}

	sets, rules, err := learn(t.Context(), train)
	require.NoError(t, err)
	require.Equal(t, c.Output.Baskets, sets.Baskets())
	require.Equal(t, c.Output.MinCount, sets.MinCount())
	require.Equal(t, len(c.Output.Sets), sets.Len())
	for _, want := range c.Output.Sets {
		count, ok := sets.Support(numbers(want.Items)...)
		require.True(t, ok, want)
		require.Equal(t, want.Count, count, want)
	}

	type key struct{ antecedent, consequent string }
	code := func(items []int) string {
		var codes []string
		for _, i := range items {
			codes = append(codes, s.codes.ID(i))
		}
		slices.Sort(codes)
		return strings.Join(codes, " ")
	}
	byItems := map[key]assoc.Rule{}
	for r := range rules.All() {
		byItems[key{code(r.AppendAntecedent(nil)), code(r.AppendConsequent(nil))}] = r
	}
	require.Len(t, byItems, len(c.Output.Rules))
	for i, want := range c.Output.Rules {
		r, ok := byItems[key{strings.Join(want.Antecedent, " "), want.Consequent}]
		require.True(t, ok, want)
		both, antecedent, consequent, n := r.Counts()
		require.Equal(t, want.Counts, []int{both, antecedent, consequent, n})
		require.InEpsilon(t, want.Support, r.Support(), c.Tolerance, c.Reason)
		require.InEpsilon(t, want.Confidence, r.Confidence(), c.Tolerance, c.Reason)
		require.InEpsilon(t, want.Lift, r.Lift(), c.Tolerance, c.Reason)
		require.InEpsilon(t, want.Lift, rules.At(i).Lift(), c.Tolerance, "the highest lift comes first")
	}
}

// runHere runs the program with a folder of its own for what it writes.
func runHere(t *testing.T, args ...string) (folder, out string, err error) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "out")
	var b strings.Builder
	err = run(t.Context(), append([]string{"-out", folder}, args...), &b)
	return folder, strings.ReplaceAll(b.String(), folder, "basket-report"), err
}

func TestRun(t *testing.T) {
	folder, out, err := runHere(t)
	require.NoError(t, err)
	want, err := os.ReadFile("testdata/output.txt")
	require.NoError(t, err)
	require.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), out)

	b, err := os.ReadFile(filepath.Join(folder, "rules.csv"))
	require.NoError(t, err)
	lines, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	require.NoError(t, err)
	require.Contains(t, out, strconv.Itoa(len(lines)-1)+" rules, those with the highest lift")
	require.Equal(t, []string{"antecedent", "consequent", "baskets", "support", "confidence", "lift", "leverage", "adjusted p-value"}, lines[0])

	// The picture is well-formed and shows every rule, and each colour once more in
	// the legend.
	b, err = os.ReadFile(filepath.Join(folder, "rules.svg"))
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
	for _, step := range lifts {
		dots -= strings.Count(string(b), ">"+step.name+"<")
	}
	require.Equal(t, len(lines)-1, dots)
	require.NotContains(t, string(b), "NaN")
}

// Later orders change nothing of what was learnt from earlier ones, and goods
// that are not known yet are no reason to stop.
func TestAnotherDayAndAnotherBasket(t *testing.T) {
	_, out, err := runHere(t, "-before", "2011-01-01", "22697", "23171")
	require.NoError(t, err)
	require.Contains(t, out, "With GREEN REGENCY TEACUP AND SAUCER and REGENCY TEA PLATE GREEN:\n")
	require.NotContains(t, out, "REGENCY TEA PLATE ROSES", "nobody had bought it yet")
}

func TestSaysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"unknown flag":  {[]string{"-fast"}, "-h lists the flags"},
		"no date":       {[]string{"-before", "autumn"}, `-before is "autumn", want a date`},
		"too early":     {[]string{"-before", "2010-12-01"}, "want a date after 2010-12-01 and up to 2011-12-09"},
		"too late":      {[]string{"-before", "2011-12-10"}, "want a date after 2010-12-01 and up to 2011-12-09"},
		"unknown goods": {[]string{"22697", "POST"}, `stock code "POST"`},
	} {
		t.Run(name, func(t *testing.T) {
			folder, _, err := runHere(t, c.args...)
			require.ErrorContains(t, err, c.want)
			require.NoDirExists(t, folder)
		})
	}
	require.ErrorContains(t, run(t.Context(), []string{"-out", ""}, io.Discard), "-out is empty")
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{"-h"}, &out))
	require.Contains(t, out.String(), "-before ")
	require.Contains(t, out.String(), "-out ")
}
