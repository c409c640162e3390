package main

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/clm-go/clm/internal/rng"
)

// armaSeries returns n values of w_t = Σ ar w + ε_t + Σ ma ε, after 200 that are
// thrown away.
func armaSeries(r *rng.Stream, n int, ar, ma []float64) []float64 {
	const before = 200
	e, w := normal(r, before+n), make([]float64, before+n)
	for t := range w {
		v := e[t]
		for i, c := range ar {
			if t > i {
				v += float64(c * w[t-1-i])
			}
		}
		for i, c := range ma {
			if t > i {
				v += float64(c * e[t-1-i])
			}
		}
		w[t] = v
	}
	return w[before:]
}

// undiff adds up values that stand lag apart.
func undiff(y []float64, lag int) {
	for t := lag; t < len(y); t++ {
		y[t] += y[t-lag]
	}
}

var (
	_ = registerSARIMA("sarima_144", 144, 12)
	_ = registerSARIMA("sarima_900", 900, 24)
	_ = registerInputs("arima_batch", inputSet{
		about: "y: 1000 series of 120 values, each 100 and an ARIMA(1,1,1) with ar in [0.3, 0.8), ma in [0, 0.6), innovations N(0, 1)",
		make: func(r *rng.Stream) []array {
			const many, n = 1000, 120
			y := make([]float64, 0, many*n)
			for range many {
				w := armaSeries(r, n, []float64{0.3 + 0.5*r.Float64()}, []float64{0.6 * r.Float64()})
				w[0] += 100
				undiff(w, 1)
				y = append(y, w...)
			}
			return []array{{"y.f64", []int{many, n}, y}}
		},
	})
	_ = registerInputs("hourly", inputSet{
		about: "y: 8760 values 10 + 0.0005 t + 3 sin(2πt/24) + 1.5 cos(4πt/24) + N(0, 1)",
		make: func(r *rng.Stream) []array {
			y := normal(r, 8760)
			for t := range y {
				day := 2 * math.Pi * float64(t%24) / 24
				y[t] += 10 + 0.0005*float64(t) + 3*math.Sin(day) + 1.5*math.Cos(2*day)
			}
			return []array{{"y.f64", []int{len(y)}, y}}
		},
	})
)

// registerSARIMA registers a series of n values of SARIMA(2,1,1)(0,1,1) with the
// given period.
func registerSARIMA(name string, n, period int) struct{} {
	return registerInputs(name, inputSet{
		about: "y: " + strconv.Itoa(n) + " values of SARIMA(2,1,1)(0,1,1) with period " + strconv.Itoa(period) +
			": ar 0.3, −0.4, ma 0.5, seasonal ma −0.6, innovations N(0, 1)",
		make: func(r *rng.Stream) []array {
			ma := make([]float64, period+1)
			ma[0], ma[period-1], ma[period] = 0.5, -0.6, -0.3
			y := armaSeries(r, n, []float64{0.3, -0.4}, ma)
			undiff(y, period)
			undiff(y, 1)
			return []array{{"y.f64", []int{n}, y}}
		},
	})
}

// publicSeries is a part of a forecasting competition: what is known, and what
// followed.
type publicSeries struct {
	train, test [][]float64
	period      int
}

// loadPublicSeries reads the first 60 series of M4 weekly, or every sixth of the
// monthly ones of M1, a hundred. They may not be copied into this repository:
// series/FILE below the folder that CLM_DATA names.
func loadPublicSeries(name string) (publicSeries, error) {
	dir := os.Getenv("CLM_DATA")
	if dir == "" {
		return publicSeries{}, errors.New("CLM_DATA is not set: it names the folder of the data sets")
	}
	dir = filepath.Join(dir, "series")
	if name == "m4weekly" {
		train, err := readM4(filepath.Join(dir, "Weekly-train.csv.gz"))
		if err != nil {
			return publicSeries{}, err
		}
		test, err := readM4(filepath.Join(dir, "Weekly-test.csv"))
		return publicSeries{train, test, 1}, err
	}
	rows, err := readTable(filepath.Join(dir, "m1.csv"))
	if err != nil {
		return publicSeries{}, err
	}
	s := publicSeries{period: 12}
	monthly := 0
	for _, r := range rows[1:] { // series, period, type, frequency, start, n, h, train, test
		if r[1] != "MONTHLY" {
			continue
		}
		if monthly++; (monthly-1)%6 != 0 || len(s.train) == 100 {
			continue
		}
		train, err := parseFloats(strings.Fields(r[7]))
		if err != nil {
			return s, err
		}
		test, err := parseFloats(strings.Fields(r[8]))
		if err != nil {
			return s, err
		}
		s.train, s.test = append(s.train, train), append(s.test, test)
	}
	return s, nil
}

func readM4(file string) ([][]float64, error) {
	rows, err := readTable(file)
	if err != nil {
		return nil, err
	}
	var list [][]float64
	for _, r := range rows[1:61] {
		var known []string
		for _, v := range r[1:] {
			if v != "" && v != "NA" {
				known = append(known, v)
			}
		}
		y, err := parseFloats(known)
		if err != nil {
			return nil, err
		}
		list = append(list, y)
	}
	return list, nil
}

func readTable(file string) ([][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	return csv.NewReader(r).ReadAll()
}

func parseFloats(text []string) ([]float64, error) {
	list := make([]float64, len(text))
	for i, s := range text {
		var err error
		if list[i], err = strconv.ParseFloat(s, 64); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// accuracy returns the mean of MASE and of sMAPE (in percent) over the series. The
// scale of MASE is the mean step between values a period apart, or one apart where
// the series is not longer than a period.
func (s publicSeries) accuracy(forecasts [][]float64) figures {
	var mase, smape float64
	for i, y := range s.train {
		lag := s.period
		if len(y) <= lag {
			lag = 1
		}
		var scale, miss, share float64
		for t := lag; t < len(y); t++ {
			scale += math.Abs(y[t] - y[t-lag])
		}
		for t, a := range s.test[i] {
			d := math.Abs(a - forecasts[i][t])
			miss += d
			if size := math.Abs(a) + math.Abs(forecasts[i][t]); size > 0 {
				share += 200 * d / size
			}
		}
		h := float64(len(s.test[i]))
		mase += miss / h / (scale / float64(len(y)-lag))
		smape += share / h
	}
	n := float64(len(s.train))
	return figures{"mase": mase / n, "smape": smape / n}
}
