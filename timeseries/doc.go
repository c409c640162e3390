// Package timeseries answers what comes next, and how sure we are.
//
//	m, err := timeseries.ARIMA{D: 1, Q: 1, SD: 1, SQ: 1, Period: 12}.Fit(ctx, sales) // one value a month
//	next := m.Forecast(nil, 12)                                                           // the coming year
//	lo, hi := m.Interval(nil, nil, 12, 0.9)                                               // and between which limits
//
// # Choosing
//
//   - [AutoARIMA] finds a model that suits the series, and is the one to begin with.
//   - [ARIMA] is that model with orders that you give, and a season where there is one. With
//     regressors (FitX) both take what is known of the future: prices, holidays.
//   - [FourierTerms], [DayOfWeekTerms] and [MonthTerms] are regressors for seasons that are long,
//     or several at once.
//   - [Naive], [SeasonalNaive], [Drift], [Mean] and [WindowAverage] are what a method has to beat.
//   - [Backtest] says which method would have forecast best; [DieboldMariano] whether two
//     methods differ by more than luck.
//   - [FitAll] learns from as many series as there are products, several at a time.
//   - [Describe] says in sentences what a series does; [STL] takes it apart into trend, season and
//     the rest, and tells how strong the two are.
//   - [ACF], [KPSS] and [ADF] say whether there is memory, and whether to difference ([Diff]);
//     [LjungBox] whether a model has left something in its residuals.
//   - [FillGaps] puts numbers in the place of missing values, for what takes none.
//   - [BoxCox] makes the swings of a series independent of its level; [Guerrero] proposes its
//     parameter. ARIMA takes it as Lambda and gives forecasts in the old units.
//
// A series is a slice with one value for each unit of time, NaN where a value is missing. ARIMA,
// AutoARIMA, the baselines, Backtest, ACF and LjungBox take these as they are; STL, Describe, PACF,
// KPSS and ADF want gaps to be filled first, by [FillGaps].
//
// # Promises
//
//   - The likelihood of [ARIMA] is exact, with missing values at any place too: none is filled in,
//     and none of the first values gets a made-up variance.
//   - A model is small, knows where the series stands, takes further values without another fit
//     ([ARIMAModel.Append]), and forecasts without allocating.
//   - The same data and configuration give the same model bytes on any processor of the same
//     architecture. Fit changes nothing that it is given; a model does not change and may
//     be used by many goroutines at once. Bad data is an error that says where.
//
// # Caveats
//
// Intervals are about chance alone: not about estimated coefficients, a wrong model or a changing
// world, and are somewhat too narrow for short series. Criteria such as AICc compare models
// with the same differences and transformation only. A method that fits the past well need not forecast well:
// test it on values that it has not seen.
package timeseries
