package timeseries

import "slices"

// Append returns a new model that has seen further values too, NaN where one is missing.
// Coefficients, σ², likelihood and report stay as they were fitted; forecasts are those that a
// model with these coefficients makes for the whole series. Appending values one by one or all at once gives the same
// bytes.
//
// It returns a [clm.ValueError] with the row, counted in y, of a value that is
// infinite, beyond ±1e140, or not above 0 where there is a Lambda. Time: O(r² + d*) for each value,
// r = max(p + P·s, q + Q·s + 1), or O((r + g)² + d*) where g of the last d* are missing.
func (m *ARIMAModel) Append(y ...float64) (*ARIMAModel, error) {
	m.asked()
	e, err := m.append("timeseries.ARIMAModel.Append", y, nil)
	if err != nil {
		return nil, err
	}
	return &ARIMAModel{*e}, nil
}

// append returns the estimate after further values with their regressors.
func (e *estimate) append(op string, y []float64, cols [][]float64) (*estimate, error) {
	next := *e
	next.state = e.state.clone()
	known := e.residuals != nil
	if known {
		next.residuals, next.fitted = slices.Clone(e.residuals), slices.Clone(e.fitted)
	}
	o, beta := e.config.orders(), e.regressors()
	for i, v := range y {
		z, err := e.config.toModel(op, i, v)
		if err != nil {
			return nil, err
		}
		rest := z
		if e.config.constant() {
			rest -= float64(e.beta[0] * o.constantAt(next.n))
		}
		for j, b := range beta {
			rest -= float64(b * cols[j][i])
		}
		innovation, _ := next.state.push(rest)
		if known {
			next.residuals = append(next.residuals, innovation)
			next.fitted = append(next.fitted, e.config.fromModel(z-innovation))
		}
		next.n++
	}
	return &next, nil
}
