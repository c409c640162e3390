package timeseries

import (
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

// contest is one series of a competition, with what peers forecast.
type contest struct {
	name        string
	period      int
	train, test []float64
	peers       map[string]peerForecast
}

type peerForecast struct {
	Mean     []float64
	Order    []int
	AICc     float64
	Constant bool
	Error    string
}

// contests returns the series of a set, from the data and the peers' file.
func contests(t testing.TB, set string) []contest {
	t.Helper()
	var all []contest
	if set == "weekly" {
		f, err := os.Open(golden.Data(t, "series/Weekly-train.csv.gz"))
		require.NoError(t, err)
		defer f.Close()
		z, err := gzip.NewReader(f)
		require.NoError(t, err)
		g, err := os.Open(golden.Data(t, "series/Weekly-test.csv"))
		require.NoError(t, err)
		defer g.Close()
		tests := map[string][]float64{}
		for _, r := range table(t, g) {
			tests[r[0]] = numbers(t, r[1:])
		}
		for _, r := range table(t, z) {
			all = append(all, contest{name: r[0], period: 1, train: numbers(t, r[1:]), test: tests[r[0]]})
		}
	} else {
		f, err := os.Open(golden.Data(t, "series/m1.csv"))
		require.NoError(t, err)
		defer f.Close()
		for _, r := range table(t, f) {
			if strings.EqualFold(r[1], set) {
				period, err := strconv.Atoi(r[3])
				require.NoError(t, err)
				all = append(all, contest{name: r[0], period: period, train: numbers(t, strings.Fields(r[7])), test: numbers(t, strings.Fields(r[8]))})
			}
		}
	}
	f, err := os.Open("testdata/auto_arima/peers.json.gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	var file struct {
		Sets map[string][]struct {
			Series           string
			R, StatsForecast peerForecast
		}
	}
	require.NoError(t, json.NewDecoder(z).Decode(&file))
	require.Len(t, file.Sets[set], len(all))
	for i, p := range file.Sets[set] {
		require.Equal(t, p.Series, all[i].name)
		all[i].peers = map[string]peerForecast{"R": p.R, "statsforecast": p.StatsForecast}
	}
	return all
}

// table returns the rows of a file of values separated by commas, without the first.
func table(t testing.TB, f io.Reader) [][]string {
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

// numbers reads the fields that are not empty.
func numbers(t testing.TB, fields []string) []float64 {
	var y []float64
	for _, s := range fields {
		if s == "" || s == "NA" {
			continue
		}
		v, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		y = append(y, v)
	}
	return y
}

// errorsOf returns the MASE and the sMAPE (percent) of a forecast.
func (c contest) errorsOf(forecast []float64) (mase, smape float64) {
	m := c.period
	if len(c.train) <= m {
		m = 1
	}
	scale := 0.0
	for i := m; i < len(c.train); i++ {
		scale += math.Abs(c.train[i]-c.train[i-m]) / float64(len(c.train)-m)
	}
	for i, v := range c.test {
		d := math.Abs(v - forecast[i])
		mase += d / scale / float64(len(c.test))
		if size := math.Abs(v) + math.Abs(forecast[i]); size > 0 {
			smape += 200 * d / size / float64(len(c.test))
		}
	}
	return mase, smape
}

// paired returns the mean of the differences a − b, its standard error, and the mean
// of b.
func paired(a, b []float64) (mean, se, base float64) {
	n := float64(len(a))
	for i := range a {
		mean += (a[i] - b[i]) / n
		base += b[i] / n
	}
	for i := range a {
		d := a[i] - b[i] - mean
		se += d * d / (n * (n - 1))
	}
	return mean, math.Sqrt(se), base
}

// Two competitions, 1,360 series: forecasts are about as good as those of the peers or
// better. It takes minutes.
func TestAutoARIMAInCompetitions(t *testing.T) {
	if os.Getenv("CLM_LONG") == "" {
		t.Skip("CLM_LONG is not set: this fits 1,360 series")
	}
	for name, sets := range map[string][]string{"M1": {"yearly", "quarterly", "monthly"}, "M4 weekly": {"weekly"}} {
		t.Run(name, func(t *testing.T) {
			var all []contest
			for _, set := range sets {
				all = append(all, contests(t, set)...)
			}
			ours := fitContests(all)
			for i, c := range all {
				if ours[i].Error != "" {
					t.Logf("%s failed, seasonal naive counts: %s", c.name, ours[i].Error)
				}
			}
			for _, peer := range []string{"R", "statsforecast"} {
				compareWith(t, peer, all, ours)
			}
		})
	}
}

// fitContests forecasts all, as many at a time as there are processors.
func fitContests(all []contest) []peerForecast {
	ours := make([]peerForecast, len(all))
	next, wg := make(chan int), sync.WaitGroup{}
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				ours[i] = fitContest(all[i])
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	return ours
}

func fitContest(c contest) peerForecast {
	m, err := AutoARIMA{Period: c.period, Workers: 1}.Fit(context.Background(), c.train)
	h := len(c.test)
	if err != nil {
		naive := make([]float64, h)
		for i := range naive {
			naive[i] = c.train[max(len(c.train)-c.period, 0)+i%min(c.period, len(c.train))]
		}
		return peerForecast{Mean: naive, Error: err.Error()}
	}
	a := m.Config()
	o := []int{a.P, a.D, a.Q, a.SP, a.SD, a.SQ}
	return peerForecast{Mean: m.Forecast(nil, h), Order: o, AICc: m.AICc(), Constant: a.constant()}
}

// compareWith compares the forecasts of a set with those of a peer.
func compareWith(t *testing.T, peer string, all []contest, ours []peerForecast) {
	var mase, smape [2][]float64
	var gaps []float64
	same, equal, failed := 0, 0, 0
	for i, c := range all {
		p := c.peers[peer]
		if p.Error != "" {
			failed++
			continue
		}
		for side, f := range [2][]float64{ours[i].Mean, p.Mean} {
			a, b := c.errorsOf(f)
			mase[side], smape[side] = append(mase[side], a), append(smape[side], b)
		}
		if ours[i].Error != "" {
			continue
		}
		o := append(slices.Clone(p.Order), 0, 0, 0)[:6]
		if ours[i].Order[1] == o[1] && ours[i].Order[4] == o[4] {
			same++
			if slices.Equal(ours[i].Order, o) {
				equal++
			}
			if !math.IsInf(p.AICc, 0) && !math.IsInf(ours[i].AICc, 0) {
				gaps = append(gaps, ours[i].AICc-p.AICc)
			}
		}
	}
	slices.SortFunc(gaps, cmp.Compare)
	mean := 0.0
	for _, g := range gaps {
		mean += g / float64(len(gaps))
	}
	t.Logf("%s: %d series (%d failed there), d and D equal %d, orders equal %d, AICc lower by %.3f in the mean, %.3f in the median",
		peer, len(all), failed, same, equal, -mean, -gaps[len(gaps)/2])
	for _, f := range []struct {
		name string
		e    [2][]float64
	}{{"MASE", mase}, {"sMAPE", smape}} {
		d, se, base := paired(f.e[0], f.e[1])
		t.Logf("%s: %s %.4f, theirs %.4f, difference %+.4f (%+.2f %%), standard error %.4f", peer, f.name, base+d, base, d, 100*d/base, se)
		if d > max(0.005*base, se) {
			t.Errorf("%s: %s is higher by %.4f, allowed %.4f", peer, f.name, d, max(0.005*base, se))
		}
	}
}
