@echo off
rem Runs Maskwright with the Java runtime of this archive.
setlocal
set "ORT_DISABLE_TELEMETRY=1"
set "home=%~dp0"
"%home%runtime\bin\java.exe" "-Donnxruntime.native.path=%home%lib\native" "-Dmaskwright.home=%home%." "-Dmaskwright.command=%~0" %MASKWRIGHT_JAVA_OPTS% -jar "%home%lib\maskwright.jar" %*
exit /b %ERRORLEVEL%
