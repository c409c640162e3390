package golden

import (
	"os"
	"path/filepath"
	"testing"
)

// Data returns the path of a file of the public data sets that may not be
// copied into this repository, given by its name with slashes below the folder
// that the environment variable CLM_DATA names. It skips the test where that is
// not set.
func Data(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("CLM_DATA")
	if dir == "" {
		t.Skip("CLM_DATA is not set: it names the folder of the data sets, which may not be copied into this repository")
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}
