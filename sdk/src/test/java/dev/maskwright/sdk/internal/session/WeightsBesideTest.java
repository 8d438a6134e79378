package dev.maskwright.sdk.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime 1.29 says of external data that is not as the model has it. */
@NullUnmarked
class WeightsBesideTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "External data path validation failed for initializer: nw. Error: tensorprotoutils.cc:453 ValidateExternalDataPathFromDir External data path does not exist: \"/m/no.bin\"|its constant 'nw' lies in '/m/no.bin', which is not there; copy all files of the model together",
                "External data path validation failed for initializer: nw. Error: tensorprotoutils.cc:426 Absolute path not allowed for external data location|its constant 'nw' lies in a file that is not in the model's folder; copy that file beside the model, and let the model name it without a path",
                "GetExtDataFromTensorProto External initializer: nb offset: 72 size to read: 24 given file_length: 20 are out of bounds or can not be read in full.|its constant 'nb' takes 24 bytes from byte 72 of a file beside it, which has 20; it is cut short, or of another model: copy or export both again",
                "TensorProto: nw external data size mismatch. Computed size: 72, external_data.length: 4 |its constant 'nw' takes 72 bytes, but of the file beside it the model names 4; export the model again",
                "Fatal error: com.mine:MyOp(-1) is not a registered function/op|''"
            })
    void faultsOfFilesBesideAModelAreSaidPlainly(String failure, String reason) {
        assertEquals(reason, WeightsBeside.reason(failure).orElse(""));
    }
}
