// SPDX-License-Identifier: Apache-2.0

//go:build linux

package fs

import (
	iofs "io/fs"
	"os"
	"path/filepath"
	"syscall"

	"k8s.io/apimachinery/pkg/api/resource"
)

// file is what makes one file out of several names.
type file struct{ device, inode uint64 }

// walk calls see once for each file on the file system of path. What vanishes meanwhile is left out.
func walk(path string, see func(stat *syscall.Stat_t)) error {
	var root syscall.Stat_t
	if err := syscall.Lstat(path, &root); err != nil {
		return err
	}
	seen := map[file]bool{}
	return filepath.WalkDir(path, func(name string, entry iofs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		var stat syscall.Stat_t
		if err := syscall.Lstat(name, &stat); os.IsNotExist(err) {
			return nil
		} else if err != nil {
			return err
		}
		if stat.Dev != root.Dev {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if key := (file{stat.Dev, stat.Ino}); !seen[key] {
			seen[key] = true
			see(&stat)
		}
		return nil
	})
}

// usedBytes says how many bytes the files under path take on their disk.
func usedBytes(path string) (*resource.Quantity, error) {
	var blocks int64
	if err := walk(path, func(stat *syscall.Stat_t) { blocks += stat.Blocks }); err != nil {
		return nil, err
	}
	return resource.NewQuantity(blocks*512, resource.BinarySI), nil
}

// countFiles says how many files and directories are under path, itself included.
func countFiles(path string) (int64, error) {
	var count int64
	err := walk(path, func(*syscall.Stat_t) { count++ })
	return count, err
}
