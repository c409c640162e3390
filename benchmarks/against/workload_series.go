package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/timeseries"
)

var _ = register(
	sarimaWorkload("sarima_144", 12),
	sarimaWorkload("sarima_900", 24),
	arimaBatchWorkload(),
	stlWorkload(false),
	stlWorkload(true),
	autoARIMAWorkload("m4weekly", "the first 60 series of M4 weekly, without a season", timeseries.AutoARIMA{}),
	autoARIMAWorkload("m1", "every sixth monthly series of M1, a hundred, with a season of 12", timeseries.AutoARIMA{Period: 12}),
)

// loadSeries reads the rows of an input file, one series each.
func loadSeries(s settings, set string) ([][]float64, error) {
	y, shape, err := load[float64](s.inputs, set+".y.f64")
	if err != nil {
		return nil, err
	}
	n := shape[len(shape)-1]
	var list [][]float64
	for lo := 0; lo < len(y); lo += n {
		list = append(list, y[lo:lo+n:lo+n])
	}
	return list, nil
}

// sarimaWorkload is a whole fit: starts, optimum, standard errors, residuals.
func sarimaWorkload(set string, period int) workload {
	const order, seasonal = "2,1,1", "0,1,1"
	w := workload{
		name: set,
		doc: fmt.Sprintf("SARIMA(2,1,1)(0,1,1) with period %d, f64: a whole fit by exact maximum likelihood; R's arima with method ML, "+
			"the Python libraries as they fit when nothing else is said; a peer counts where its log likelihood is near ours", period),
		inputs: set,
		limits: []limit{{figure: "loglik", rule: same, abs: 0.1}},
		serial: true,
		ours: func(s settings) (*job, error) {
			y, err := loadSeries(s, set)
			if err != nil {
				return nil, err
			}
			var m *timeseries.ARIMAModel
			return &job{
				run: once(func() (err error) {
					m, err = timeseries.ARIMA{P: 2, D: 1, Q: 1, SD: 1, SQ: 1, Period: period}.Fit(context.Background(), y[0])
					return err
				}),
				figures: func() (figures, error) { return figures{"loglik": m.LogLik()}, nil },
			}, nil
		},
	}
	args := []string{set, order, seasonal, strconv.Itoa(period)}
	w.peers = append(w.peers, peer{name: "R arima", r: append([]string{"series", "sarima"}, args...)})
	for _, library := range []string{"statsforecast", "statsmodels"} {
		w.peers = append(w.peers, peer{name: library, series: append([]string{"series", "sarima", library}, args...)})
	}
	return w
}

func arimaBatchWorkload() workload {
	const set = "arima_batch"
	return workload{
		name:   set,
		doc:    "1000 series of 120 values, ARIMA(1,1,1) without a drift, f64; the peers are fitted as in sarima_144, with a process for each thread",
		inputs: set,
		limits: []limit{{figure: "loglik", rule: same, abs: 0.1}},
		ours: func(s settings) (*job, error) {
			list, err := loadSeries(s, set)
			if err != nil {
				return nil, err
			}
			loglik := make([]float64, len(list))
			return &job{
				run: once(func() error {
					ctx := context.Background()
					return par.For(ctx, len(list), 1, 0, func(i, _, _ int) error {
						m, err := timeseries.ARIMA{P: 1, D: 1, Q: 1, Constant: timeseries.WithoutConstant}.Fit(ctx, list[i])
						if err == nil {
							loglik[i] = m.LogLik()
						}
						return err
					})
				}),
				figures: func() (figures, error) {
					sum := 0.0
					for _, l := range loglik {
						sum += l
					}
					return figures{"loglik": sum / float64(len(loglik))}, nil
				},
			}, nil
		},
		peers: []peer{
			{name: "R arima", r: []string{"series", "arima_batch", set}},
			{name: "statsforecast", series: []string{"series", "arima_batch", "statsforecast", set}},
			{name: "statsmodels", series: []string{"series", "arima_batch", "statsmodels", set}},
		},
	}
}

func stlWorkload(robust bool) workload {
	const set, period, window = "hourly", 24, 13
	name, word := "stl_hourly", "plain"
	limits := []limit{{figure: "seasonal", rule: same, rel: 1e-9}, {figure: "trend", rule: same, rel: 1e-9}, {figure: "remainder", rule: same, rel: 1e-9}}
	if robust {
		// statsmodels takes another median, so that it agrees to some digits only.
		name, word = "stl_hourly_robust", "robust"
		for i := range limits {
			limits[i].rel = 1e-3
		}
	}
	args := []string{set, strconv.Itoa(period), strconv.Itoa(window), word}
	return workload{
		name:   name,
		doc:    "STL, " + word + ", of 8760 hourly values with period 24, seasonal window 13 and the defaults of R, f64; the figures are sums of squares",
		inputs: set,
		limits: limits,
		serial: true,
		ours: func(s settings) (*job, error) {
			y, err := loadSeries(s, set)
			if err != nil {
				return nil, err
			}
			var d *timeseries.Decomposition
			return &job{
				run: once(func() (err error) {
					d, err = timeseries.STL{Period: period, SeasonalWindow: window, Robust: robust}.Of(context.Background(), y[0])
					return err
				}),
				figures: func() (figures, error) {
					return figures{"seasonal": squares(d.Seasonal), "trend": squares(d.Trend), "remainder": squares(d.Remainder)}, nil
				},
			}, nil
		},
		peers: []peer{
			{name: "R stl", r: append([]string{"series", "stl"}, args...)},
			{name: "statsmodels", series: append([]string{"series", "stl"}, args...)},
		},
	}
}

func squares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return s
}

// autoARIMAWorkload is fit and forecast of all series. Only orders of differencing
// that are equal make the criterion comparable, so their sums are figures too.
func autoARIMAWorkload(set, doc string, config timeseries.AutoARIMA) workload {
	return workload{
		name:   "auto_arima_" + set,
		doc:    doc + ": automatic ARIMA, fit and forecast, all defaults; the peers spread the series over processes; wants CLM_DATA",
		limits: []limit{{figure: "mase", rule: less, rel: 0.05}, {figure: "smape", rule: less, rel: 0.05}},
		plain:  true,
		ours: func(settings) (*job, error) {
			s, err := loadPublicSeries(set)
			if err != nil {
				return nil, err
			}
			forecasts, models := make([][]float64, len(s.train)), make([]*timeseries.ARIMAModel, len(s.train))
			return &job{
				run: once(func() error {
					ctx := context.Background()
					return par.For(ctx, len(s.train), 1, 0, func(i, _, _ int) (err error) {
						if models[i], err = config.Fit(ctx, s.train[i]); err == nil {
							forecasts[i] = models[i].Forecast(nil, len(s.test[i]))
						}
						return err
					})
				}),
				figures: func() (figures, error) {
					f := s.accuracy(forecasts)
					for _, m := range models {
						f["aicc"] += m.AICc() / float64(len(models))
						f["d"] += float64(m.Config().D)
						f["D"] += float64(m.Config().SD)
					}
					return f, nil
				},
			}, nil
		},
		peers: []peer{
			{name: "R forecast", r: []string{"series", "auto_arima", set}},
			{name: "statsforecast", series: []string{"series", "auto_arima", set}},
		},
	}
}
