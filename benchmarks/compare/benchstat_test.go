package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What benchstat -format csv printed for two files, shortened.
const printed = `goos: linux
pkg: github.com/clm-go/clm/cluster
cpu: AMD EPYC
,base,,head,,,
,sec/op,CI,sec/op,CI,vs base,P
Fit/n=10/k=5-2,0.02,5%,0.03,4%,+50.00%,p=0.000 n=10
New-2,,,1.6e-08,22%
geomean,0.02,,0.03,,+50.00%,

,base,,head,,,
,B/op,CI,B/op,CI,vs base,P
Fit/n=10/k=5-2,100,0%,900,0%,+800.00%,p=0.000 n=10
geomean,100,,900,,+800.00%,

,base,,head,,,
,sec/element,CI,sec/element,CI,vs base,P
Other-2,1,0%,9,0%,+800.00%,p=0.000 n=10
geomean,1,,9,,+800.00%,

pkg: github.com/clm-go/clm/internal/vec
,base,,head,,,
,sec/op,CI,sec/op,CI,vs base,P
Dot/n=16,1.6e-08,22%,1.2e-08,∞,~,p=0.250 n=10+9
Gone,2e-08,1%
geomean,1.6e-08,,1.2e-08,,-25.00%,
`

func TestChangesAreThoseOfTime(t *testing.T) {
	found, err := changes([]byte(printed))
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.InDelta(t, 1.5, found["cluster.Fit/n=10/k=5"].ratio, 1e-12)
	require.Equal(t, 0.0, found["cluster.Fit/n=10/k=5"].p)
	require.InDelta(t, 0.75, found["internal/vec.Dot/n=16"].ratio, 1e-12)
	require.Equal(t, 0.25, found["internal/vec.Dot/n=16"].p)
}

// What is not understood must not pass for nothing slower.
func TestChangesThatAreNotUnderstood(t *testing.T) {
	for _, c := range []struct{ old, new string }{
		{printed, ""},
		{"sec/op", "s/op"},
		{"vs base,P", "P,vs base"},
		{"p=0.000 n=10", "n=10"},
		{"0.02,5%,0.03", "0.02,5%,fast"},
		{"0.02,5%,0.03", "slow,5%,0.03"},
		{",sec/op,CI,sec/op,CI", ",sec/op,CI,ns/op,CI"},
	} {
		_, err := changes([]byte(strings.ReplaceAll(printed, c.old, c.new)))
		require.Error(t, err, "%q", c.new)
	}
}
