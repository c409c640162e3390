package clm_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

var (
	routine      = regexp.MustCompile(`^TEXT ·(\w+)\(SB\)`)
	requirements = regexp.MustCompile(`^// Requires: (.*)$`)
	wideRegister = regexp.MustCompile(`\b(?:[XY](?:1[6-9]|2[0-9]|3[01])|Z[0-9]+|K[0-7])\b`)
)

// Instructions that go with what internal/cpu looks at.
const (
	withAVX2   = " CMOV SSE SSE2 SSE4.1 MMX+ POPCNT AVX AVX2 FMA3 "
	withAVX512 = withAVX2 + "BMI2 AVX512F AVX512DQ AVX512BW AVX512VL "

	withVPOPCNT = withAVX512 + "AVX512VPOPCNTDQ "
)

// misnamed lists the routines in assembly for amd64 that use more than what
// their names end in, by what the generator says they require and by the
// registers that AVX2 does not have; and how many routines there are. Some end in
// neither, those use what comes with AVX2.
func misnamed(tree fs.FS) (bad []string, n int, err error) {
	err = fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, "_amd64.s") {
			return err
		}
		text, err := fs.ReadFile(tree, p)
		if err != nil {
			return err
		}
		name, needs := "", ""
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\n")
			if m := requirements.FindStringSubmatch(line); m != nil {
				needs = m[1]
				continue
			}
			if m := routine.FindStringSubmatch(line); m != nil {
				name = m[1]
				n++
				allowed := withAVX2
				switch {
				case strings.HasSuffix(name, "VPOPCNT"):
					allowed = withVPOPCNT
				case strings.HasSuffix(name, "AVX512"):
					allowed = withAVX512
				}
				for _, f := range strings.Split(needs, ", ") {
					if !strings.Contains(allowed, " "+f+" ") && f != "" {
						bad = append(bad, fmt.Sprintf("%s: %s requires %s", path.Base(p), name, f))
					}
				}
				needs = ""
				continue
			}
			wide := strings.HasSuffix(name, "AVX512") || strings.HasSuffix(name, "VPOPCNT")
			if r := wideRegister.FindString(line); r != "" && !wide && !strings.HasPrefix(line, "//") {
				bad = append(bad, fmt.Sprintf("%s: %s uses %s", path.Base(p), name, r))
			}
		}
		return nil
	})
	return bad, n, err
}

func TestAssemblyUsesWhatItsNameSays(t *testing.T) {
	bad, n, err := misnamed(os.DirFS("."))
	require.NoError(t, err)
	require.Empty(t, bad)
	require.Greater(t, n, 50)
}

func TestAssemblyThatUsesMoreIsFound(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"// Requires: AVX, FMA3\nTEXT ·dotAVX2(SB), NOSPLIT, $0\n\tVADDPD Y1, Y15, Y2\n", ""},
		{"// Requires: AVX, AVX512F\nTEXT ·dotAVX512(SB), NOSPLIT, $0\n\tVADDPD Z1, Z31, K1, Z2\n", ""},
		{"// Requires: AVX, AVX512F\nTEXT ·dotAVX2(SB), NOSPLIT, $0\n\tRET\n", "requires AVX512F"},
		{"// Requires: AVX512VPOPCNTDQ\nTEXT ·dotAVX512(SB), NOSPLIT, $0\n\tRET\n", "requires AVX512VPOPCNTDQ"},
		{"// Requires: AVX512F, AVX512VPOPCNTDQ\nTEXT ·dotVPOPCNT(SB), NOSPLIT, $0\n\tVPOPCNTQ Z1, Z31\n", ""},
		{"TEXT ·dotAVX2(SB), NOSPLIT, $0\n\tVADDPD Y1, Y16, Y2\n", "uses Y16"},
		{"TEXT ·copyRows(SB), NOSPLIT, $0\n\tVMOVUPS (AX), Z0\n", "uses Z0"},
	} {
		bad, n, err := misnamed(fstest.MapFS{"a/b_amd64.s": {Data: []byte(c.text)}})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		if c.want == "" {
			require.Empty(t, bad)
			continue
		}
		require.Len(t, bad, 1)
		require.Contains(t, bad[0], c.want)
	}
}
