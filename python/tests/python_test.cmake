# The tests of the module for Python, under pytest, where Debian's packages for them are (`./dev test` installs them).
#
#     cmake -DPYTHON=... -DMODULE=build/release/python -DPROGRAM=build/release/ausfall -DSOURCE=... -P python_test.cmake
execute_process(COMMAND "${PYTHON}" -c "import pytest, pandas" RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
if(missing)
  message("skipped: no pytest or pandas for ${PYTHON} (Debian: python3-pytest python3-pandas)")
  return()
endif()
set(ENV{PYTHONPATH} "${MODULE}")
set(ENV{AUSFALL_PROGRAM} "${PROGRAM}")
set(ENV{PYTHONDONTWRITEBYTECODE} 1)
execute_process(
  COMMAND "${PYTHON}" -m pytest -q -p no:cacheprovider "${SOURCE}/python/tests" WORKING_DIRECTORY "${SOURCE}"
  RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "pytest failed")
endif()
