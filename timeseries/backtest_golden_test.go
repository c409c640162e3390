package timeseries_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
	"github.com/clm-go/clm/timeseries"
)

type rolled struct {
	MASE     []float64 `json:"mase"`
	RMSSE    []float64 `json:"rmsse"`
	SMAPE    []float64 `json:"smape"`
	MAE      []float64 `json:"mae"`
	RMSE     []float64 `json:"rmse"`
	Pinball  []float64 `json:"pinball"`
	Coverage []float64 `json:"coverage"`
	Width    []float64 `json:"width"`
}

func TestBacktestAsInR(t *testing.T) {
	type input struct {
		Y                     []float64
		Period, Horizon, Step int
		MinTrain              int `json:"min_train"`
		Window                int
		Level                 float64
	}
	type output struct {
		Origins []int
		Scores  []struct {
			Steps rolled
			Total map[string]float64
		}
		Best, Recommended int
		Compare           []struct {
			A, B, Power int
			Tests       []struct{ Statistic, P golden.Float }
		}
	}
	for _, name := range goldens(t, "backtest") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			c := golden.Load[input, output](t, name)
			in := c.Input
			r, err := timeseries.Backtest{Horizon: in.Horizon, Step: in.Step, MinTrain: in.MinTrain, Window: in.Window, Period: in.Period, Level: in.Level}.
				Run(t.Context(), baselineMethods(in.Period), in.Y)
			require.NoError(t, err)
			require.Equal(t, c.Output.Origins, r.Origins)
			require.Equal(t, c.Output.Best, r.Best)
			require.Equal(t, c.Output.Recommended, r.Recommended)
			require.Len(t, r.Methods, len(c.Output.Scores))
			for i, want := range c.Output.Scores {
				got := r.Methods[i]
				require.Len(t, got.Steps, in.Horizon)
				for k, s := range got.Steps {
					w := want.Steps
					golden.Near(t, []float64{w.MASE[k], w.RMSSE[k], w.SMAPE[k], w.MAE[k], w.RMSE[k], w.Pinball[k], w.Coverage[k], w.Width[k]}, scoresOf(s), c.Tolerance)
					require.Equal(t, len(r.Origins), s.N)
				}
				w := want.Total
				golden.Near(t, []float64{w["mase"], w["rmsse"], w["smape"], w["mae"], w["rmse"], w["pinball"], w["coverage"], w["width"]}, scoresOf(got.Total), c.Tolerance)
				require.Zero(t, got.Failed)
				require.Zero(t, got.NoInterval)
			}
			for _, want := range c.Output.Compare {
				for k, got := range r.Compare(want.A, want.B, want.Power) {
					golden.NearOne(t, float64(want.Tests[k].Statistic), got.Statistic, c.Tolerance)
					golden.NearOne(t, float64(want.Tests[k].P), got.P, c.Tolerance)
				}
			}
		})
	}
}

func scoresOf(s timeseries.Scores) []float64 {
	return []float64{s.MASE, s.RMSSE, s.SMAPE, s.MAE, s.RMSE, s.Pinball, s.Coverage, s.Width}
}

func TestDieboldMarianoAsInR(t *testing.T) {
	type input struct{ E1, E2 []float64 }
	type output struct {
		Tests []struct {
			H, Power, Used int
			Statistic, P   float64
		}
	}
	for _, name := range goldens(t, "dieboldmariano") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			c := golden.Load[input, output](t, name)
			for _, want := range c.Output.Tests {
				got, err := timeseries.DieboldMariano{Horizon: want.H, Power: want.Power}.Of(c.Input.E1, c.Input.E2)
				require.NoError(t, err)
				golden.NearOne(t, want.Statistic, got.Statistic, c.Tolerance)
				golden.NearOne(t, want.P, got.P, c.Tolerance)
				require.Equal(t, want.Used, got.Horizon)
				require.Equal(t, want.Used != want.H, got.Note != "")
			}
		})
	}
}
