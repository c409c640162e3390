package calendar

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

func TestIndexAgreesWithPeriods(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, place := range []string{"UTC", "Europe/London", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut"} {
		loc, err := time.LoadLocation(place)
		require.NoError(t, err)
		for _, p := range []clm.Period{{}, {Unit: clm.Week}, {Unit: clm.Month}, {Unit: clm.Year}, {N: 10}, {N: 3, Unit: clm.Month}} {
			c := New(p, loc)
			from := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
			for range 300 {
				micros := from + r.Int64N(6*365*86400)*1_000_000
				got := c.Index(micros)
				require.Equal(t, p.Index(time.UnixMicro(micros).In(loc)), got)
				lo, hi := c.Bounds()
				require.Equal(t, p.Start(got, loc).UnixMicro(), lo)
				require.Equal(t, p.Start(got+1, loc).UnixMicro(), hi)
				require.LessOrEqual(t, lo, micros)
				require.Less(t, micros, hi)
				require.Equal(t, got, c.Index(micros), "once more")
			}
		}
	}
}
