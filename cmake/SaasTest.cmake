# SPDX-License-Identifier: MIT
# How a test suite becomes a ctest test: every suite runs through tests/support/run_suite.py, which
# leaves ${CMAKE_BINARY_DIR}/results/<name>.xml (JUnit) and fails for whatever the suite itself could
# not report: a crash, a hang, no tests at all, a sanitizer's report.
#
#   saas_add_criterion_test(unit SOURCES unit/text.c unit/id.c LIBS saas_static LABELS unit)
#   saas_add_pytest(e2e PATH ${CMAKE_CURRENT_SOURCE_DIR} ENV SAAS_SERVER=$<TARGET_FILE:saas-server> LABELS e2e)
#   saas_add_command_test(bench SENTENCE "the benchmark runs" COMMAND saas-bench --short LABELS bench)
#
# Common to the three: LABELS, ENV NAME=VALUE..., TIMEOUT seconds for the whole suite (default 300).
# scripts/test gives a meaning to these labels: lint, abi, e2e, bench and nightly; all else is run everywhere.

set(SAAS_TEST_SUPPORT ${PROJECT_SOURCE_DIR}/tests/support)
set(SAAS_TEST_RESULTS ${CMAKE_BINARY_DIR}/results)

# Criterion 2.4 does not run under ThreadSanitizer, so the same sources get a runner of our own there.
if(SAAS_SANITIZE MATCHES "thread")
  set(SAAS_PLAIN_RUNNER ON)
else()
  option(SAAS_PLAIN_RUNNER "Run the C tests without Criterion, by tests/support/plain_runner.c" OFF)
endif()
if(NOT SAAS_PLAIN_RUNNER)
  pkg_check_modules(CRITERION REQUIRED IMPORTED_TARGET criterion>=2.4)
endif()

# The first of these that has pytest: the python3 in PATH may be one without it.
if(NOT SAAS_PYTEST_PYTHON)
  foreach(candidate /usr/bin/python3 ${Python3_EXECUTABLE} python3)
    execute_process(COMMAND ${candidate} -c "import pytest" RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(status EQUAL 0)
      set(SAAS_PYTEST_PYTHON ${candidate} CACHE STRING "A Python that has pytest")
      break()
    endif()
  endforeach()
  if(NOT SAAS_PYTEST_PYTHON)
    message(FATAL_ERROR "No python3 here can import pytest; on Debian: apt-get install python3-pytest")
  endif()
endif()

# Shared: registers COMMAND, run by run_suite.py with ARGUMENTS.
function(saas__add_suite name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "LABELS;ENV;ARGUMENTS;COMMAND")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "test ${name}: what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  math(EXPR ctest_timeout "${arg_TIMEOUT} + 30") # the wrapper's own comes first, and is reported better
  add_test(NAME ${name} COMMAND Python3::Interpreter ${SAAS_TEST_SUPPORT}/run_suite.py
    --name ${name} --results ${SAAS_TEST_RESULTS} --timeout ${arg_TIMEOUT} "--sanitize=${SAAS_SANITIZE}"
    ${arg_ARGUMENTS} -- ${arg_COMMAND})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ctest_timeout} LABELS "${arg_LABELS}"
    ENVIRONMENT "SAAS_BUILD_DIR=${CMAKE_BINARY_DIR};SAAS_SOURCE_DIR=${PROJECT_SOURCE_DIR};${arg_ENV}")
endfunction()

# A program of C tests, which include "support/test.h". Further options: DEFINITIONS, INCLUDES, JOBS
# (tests at a time, default 2), and PLAIN for the plain runner in every build, for tests that Criterion
# disturbs, such as those that make allocations fail.
function(saas_add_criterion_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PLAIN" "TIMEOUT;JOBS" "SOURCES;LIBS;DEFINITIONS;INCLUDES;LABELS;ENV")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "test ${name}: what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT arg_JOBS)
    set(arg_JOBS 2)
  endif()

  set(target test-${name})
  add_executable(${target} ${arg_SOURCES})
  saas_compile_options(${target})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${arg_INCLUDES})
  target_compile_definitions(${target} PRIVATE ${arg_DEFINITIONS})
  target_link_libraries(${target} PRIVATE ${arg_LIBS} Threads::Threads)
  if(arg_PLAIN OR SAAS_PLAIN_RUNNER)
    target_sources(${target} PRIVATE ${SAAS_TEST_SUPPORT}/plain_runner.c)
    target_compile_definitions(${target} PRIVATE SAAS_PLAIN_RUNNER)
  else()
    target_link_libraries(${target} PRIVATE PkgConfig::CRITERION)
  endif()

  # Both runners take these; the time-out is a single test's and yields to a shorter one in the source.
  saas__add_suite(${name} TIMEOUT "${arg_TIMEOUT}" LABELS ${arg_LABELS} ENV ${arg_ENV}
    COMMAND $<TARGET_FILE:${target}> --xml={xml} --jobs ${arg_JOBS} --timeout 120)
endfunction()

# The tests of a pytest file or folder.
function(saas_add_pytest name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PATH;TIMEOUT" "LABELS;ENV;ARGUMENTS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_PATH)
    message(FATAL_ERROR "test ${name}: PATH is missing, or what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  get_filename_component(path ${arg_PATH} ABSOLUTE)
  saas__add_suite(${name} TIMEOUT "${arg_TIMEOUT}" LABELS ${arg_LABELS}
    ENV PYTHONDONTWRITEBYTECODE=1 PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 ${arg_ENV}
    COMMAND ${SAAS_PYTEST_PYTHON} -m pytest -q -rs --tb=short -p no:cacheprovider --color=no
      --rootdir=${PROJECT_SOURCE_DIR}/tests --junit-xml={xml} ${arg_ARGUMENTS} ${path})
endfunction()

# A command that is one test, named by SENTENCE, and passes by ending with status 0.
function(saas_add_command_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SENTENCE;TIMEOUT" "LABELS;ENV;COMMAND")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SENTENCE OR NOT arg_COMMAND)
    message(FATAL_ERROR "test ${name}: SENTENCE or COMMAND is missing, or what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  list(POP_FRONT arg_COMMAND program)
  if(TARGET ${program})
    set(program $<TARGET_FILE:${program}>)
  endif()
  saas__add_suite(${name} TIMEOUT "${arg_TIMEOUT}" LABELS ${arg_LABELS} ENV ${arg_ENV}
    ARGUMENTS --single ${arg_SENTENCE} COMMAND ${program} ${arg_COMMAND})
endfunction()
